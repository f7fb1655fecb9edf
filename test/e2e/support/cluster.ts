import {
  createKafka,
  type KafkaClient,
  type KafkaRecord,
  Partitioners,
  quarantineFacts,
  readQuarantine,
  silentLogger,
  topicRegistry,
} from '@passerelle/kafka';
import { eventually, type NationEntry, nationCodes, sandbox } from './sandbox.js';

export const entryOf = (nation: string): NationEntry => sandbox().nations[nation]!;

export const registryOf = (nation: string) =>
  topicRegistry(
    nation,
    nationCodes().filter((code) => code !== nation),
  );

/** A client of a nation's cluster with its administrator's certificate. */
export function clusterOf(nation: string): KafkaClient {
  const { brokers, ca: caFile, cert: certFile, key: keyFile } = entryOf(nation).kafka;
  return createKafka({ clientId: 'e2e', brokers, tls: { caFile, certFile, keyFile } }, silentLogger);
}

export interface Message {
  topic: string;
  key: string | null;
  value: Buffer | null;
  headers: Record<string, string>;
}

/** Writes one record past every bridge, as whoever holds the broker could; gives its offset. */
export async function put(
  kafka: KafkaClient,
  { topic, key, value, headers }: Message,
  partition = 0,
): Promise<bigint> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    const [written] = await producer.send({ topic, messages: [{ partition, key, value, headers }] });
    return BigInt(written!.baseOffset!);
  } finally {
    await producer.disconnect();
  }
}

/** Committed records of a topic's only partition, oldest first. */
export const recordsOf = (kafka: KafkaClient, topic: string, from = 0n): Promise<KafkaRecord[]> =>
  readQuarantine(kafka, topic, 0, from, 10_000);

/** The quarantined copy of the record that stood at this place. */
export function quarantined(
  kafka: KafkaClient,
  nation: string,
  place: { topic: string; payloadTopic?: string; offset: bigint },
): Promise<KafkaRecord> {
  const topic = registryOf(nation).quarantine(place.payloadTopic ?? place.topic);
  return eventually(
    async () =>
      (await recordsOf(kafka, topic)).find((record) => {
        const facts = quarantineFacts(record);
        return facts.topic === place.topic && facts.offset === place.offset;
      }),
    `${place.topic} ${place.offset} in quarantine`,
  );
}

export const reasonOf = (record: KafkaRecord): string => quarantineFacts(record).reason;
