import { type EventLogger, silentLogger } from '../client/event-logger.js';
import type { KafkaClient } from '../client/kafkajs.js';
import type { Incarnation } from '../client/topic-identity.js';
import { describeError } from './describe-error.js';
import { PartitionReader } from './partition-reader.js';
import type { KafkaRecord } from './record.js';
import { jittered, keepOpen } from './reopening.js';

/** How far a partition was read, and of which incarnation of its topic. */
export interface ReadUpTo {
  topicId: Incarnation;
  nextOffset: bigint;
}

const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;

/**
 * Reads one partition of a kept topic from where it was read before to what is its end now, and hands on the committed
 * records that one fetch brings, awaiting it. Resolves with how far that is, however long the broker is away. From the
 * beginning where it was not read before, or where that position is not in this log; `onRecords` must bear repeats.
 */
export async function readOn(
  kafka: KafkaClient,
  { topic, partition }: { topic: string; partition: number },
  from: { topicId: string | null; nextOffset: bigint } | null,
  onRecords: (records: readonly KafkaRecord[]) => Promise<void>,
  logger: EventLogger = silentLogger,
): Promise<ReadUpTo> {
  let known = from;
  let reached: ReadUpTo | undefined;
  const attempt = async (): Promise<void> => {
    const reader = await PartitionReader.open(kafka, [topic], partition);
    try {
      const { incarnation, low, high } = await reader.bounds(topic);
      const isInside = known?.topicId === incarnation && known.nextOffset >= low && known.nextOffset <= high;
      let nextOffset = isInside && known ? known.nextOffset : low;
      while (nextOffset < high) {
        const read = await reader.fetch(new Map([[topic, nextOffset]]));
        const { records, next } = read.get(topic)!;
        if (records.length > 0) await onRecords(records);
        nextOffset = next;
        known = { topicId: incarnation, nextOffset };
      }
      reached = { topicId: incarnation, nextOffset };
    } finally {
      await reader.close();
    }
  };
  const reopening = {
    attempt,
    now: () => performance.now(),
    delay: jittered(Math.random, FIRST_DELAY, LONGEST_DELAY),
    onError: (error: Error) =>
      logger.warn('kafka.reader.reopens', { topic, partition, reason: describeError(error) }),
  };
  await keepOpen(reopening, new AbortController().signal);
  return reached!;
}
