import { Partitioners, type KafkaClient } from '../client/kafkajs.js';
import { PartitionReader } from '../reading/partition-reader.js';
import type { KafkaRecord } from '../reading/record.js';
import type { TopicRegistry } from '../topics/registry.js';
import { readmittedRecord } from './quarantine.js';

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

/**
 * Puts the record at this place of a quarantine topic on the readmitted topic. Its consumer judges it again and
 * repeats are harmless, so readmitting twice is. Throws RangeError when there is no committed record at the offset.
 */
export async function readmit(
  kafka: KafkaClient,
  registry: TopicRegistry,
  place: { topic: string; partition: number; offset: bigint },
): Promise<void> {
  const [record] = await readQuarantine(kafka, place.topic, place.partition, place.offset, 1);
  if (record?.offset !== place.offset) throw new RangeError('there is no record at this offset');
  const { topic, ...message } = readmittedRecord(registry, record);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [message] });
  } finally {
    await producer.disconnect();
  }
}
