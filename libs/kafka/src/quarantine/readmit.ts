import { Partitioners, type KafkaClient } from '../client/kafkajs.js';
import { PartitionReader } from '../reading/partition-reader.js';
import type { KafkaRecord } from '../reading/record.js';
import type { TopicRegistry } from '../topics/registry.js';
import { quarantineFacts, readmittedRecord } from './quarantine.js';

const WAIT = 500;

/** The committed records of one quarantine partition, oldest first, at most `limit` from `from` on. */
export async function readQuarantine(
  kafka: KafkaClient,
  topic: string,
  partition: number,
  from: bigint,
  limit: number,
): Promise<KafkaRecord[]> {
  const reader = await PartitionReader.open(kafka, [topic], partition);
  try {
    const { low, high } = await reader.bounds(topic);
    const records: KafkaRecord[] = [];
    for (let next = from > low ? from : low; next < high && records.length < limit;) {
      const fetched = (await reader.fetch(new Map([[topic, next]]), WAIT)).get(topic)!;
      records.push(...fetched.records);
      next = fetched.next;
    }
    return records.slice(0, limit);
  } finally {
    await reader.close();
  }
}

/** A partition of a quarantine topic. */
export interface QuarantinePartition {
  topic: string;
  partition: number;
}

/**
 * Puts the record at this place of a quarantine topic on the readmitted topic. Its consumer judges it again and
 * repeats are harmless, so readmitting twice is. Throws RangeError when there is no committed record at the offset.
 */
export async function readmit(
  kafka: KafkaClient,
  registry: TopicRegistry,
  { offset, ...place }: QuarantinePartition & { offset: bigint },
): Promise<void> {
  const [record] = await readQuarantine(kafka, place.topic, place.partition, offset, 1);
  if (record?.offset !== offset) throw new RangeError('there is no record at this offset');
  await putBack(kafka, registry, [record]);
}

/**
 * The same with every record from an offset on that was refused for this reason, in their order: once what was wrong
 * with all of them, such as a clock, has been put right. Gives how many; what is refused meanwhile is left alone.
 */
export async function readmitAll(
  kafka: KafkaClient,
  registry: TopicRegistry,
  { reason, from, ...place }: QuarantinePartition & { reason: string; from: bigint },
): Promise<number> {
  const refused = await readQuarantine(kafka, place.topic, place.partition, from, Infinity);
  const wanted = refused.filter((record) => quarantineFacts(record).reason === reason);
  await putBack(kafka, registry, wanted);
  return wanted.length;
}

async function putBack(
  kafka: KafkaClient,
  registry: TopicRegistry,
  records: readonly KafkaRecord[],
): Promise<void> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    for (const record of records) {
      const { topic, ...message } = readmittedRecord(registry, record);
      await producer.send({ topic, acks: -1, messages: [message] });
    }
  } finally {
    await producer.disconnect();
  }
}
