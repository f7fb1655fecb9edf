import type { FetchedMessage } from '../client/cluster.js';

/** A committed record as handlers and links see it. Headers are unauthenticated hints. */
export interface KafkaRecord {
  topic: string;
  partition: number;
  offset: bigint;
  key: string | null;
  value: Buffer | null;
  headers: Record<string, string>;
  timestamp: Date;
}

export function kafkaRecord(topic: string, partition: number, message: FetchedMessage): KafkaRecord {
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? null,
    value: message.value,
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, headerText(value)]),
    ),
    timestamp: new Date(Number(message.timestamp)),
  };
}

/** A repeated header counts with its last value, as in Kafka's own `lastHeader`. */
function headerText(value: FetchedMessage['headers'][string]): string {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last?.toString() ?? '';
}
