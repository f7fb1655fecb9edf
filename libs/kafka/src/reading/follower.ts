import { type EventLogger, silentLogger } from '../client/event-logger.js';
import type { KafkaClient } from '../client/kafkajs.js';
import type { Incarnation } from '../client/topic-identity.js';
import { unlessAborted } from './deadline.js';
import { describeError } from './describe-error.js';
import { PartitionReader } from './partition-reader.js';
import type { KafkaRecord } from './record.js';
import { jittered, keepOpen } from './reopening.js';

export interface FollowOptions {
  logger?: EventLogger;
  /** for jitter, [0, 1); default Math.random */
  random?: () => number;
}

export interface Follower {
  /** `waiting` while the broker cannot be reached or a record's handler fails; both are tried again */
  health(): { state: 'following' | 'waiting'; reason?: string };
  stop(): Promise<void>;
}

const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;

/**
 * Reads a kept topic (the agreement) from its beginning and hands each committed record to `onRecord`, awaiting it.
 * Resolves when everything that was there is read, however long the broker is away, and follows from then on. When
 * the topic is recreated it begins anew, so `onRecord` must bear repeats.
 */
export async function readTopicToEnd(
  kafka: KafkaClient,
  topic: string,
  onRecord: (record: KafkaRecord) => void | Promise<void>,
  options: FollowOptions = {},
): Promise<Follower> {
  const { logger = silentLogger, random = Math.random } = options;
  const abort = new AbortController();
  const reopening = (follow: (signal: AbortSignal) => Promise<void>, note: (reason: string) => void) => ({
    attempt: follow,
    now: () => performance.now(),
    delay: jittered(random, FIRST_DELAY, LONGEST_DELAY),
    onError: (error: Error) => {
      note(describeError(error));
      logger.warn('kafka.follower.reopens', { topic, reason: describeError(error) });
    },
  });
  let partitions = 0;
  await keepOpen(
    reopening(
      async () => {
        partitions = await countPartitions(kafka, topic);
      },
      () => undefined,
    ),
    abort.signal,
  );
  const followed = Array.from(
    { length: partitions },
    (_, n) => new FollowedPartition(kafka, topic, n, onRecord),
  );
  const done = Promise.all(
    followed.map((one) =>
      keepOpen(
        reopening(
          (signal) => one.follow(signal),
          (reason) => (one.reason = reason),
        ),
        abort.signal,
      ),
    ),
  );
  await Promise.all(followed.map((partition) => partition.caughtUp));
  return {
    health: () => {
      const reason = followed.find((partition) => partition.reason !== undefined)?.reason;
      return reason === undefined ? { state: 'following' } : { state: 'waiting', reason };
    },
    stop: async () => {
      abort.abort();
      await done;
    },
  };
}

async function countPartitions(kafka: KafkaClient, topic: string): Promise<number> {
  const reader = await PartitionReader.open(kafka, [topic], 0);
  try {
    return reader.partitionCount(topic);
  } finally {
    await reader.close();
  }
}

class FollowedPartition {
  readonly caughtUp: Promise<void>;
  /** why it is not following just now */
  reason: string | undefined;
  private markCaughtUp!: () => void;
  private at: { incarnation: Incarnation; next: bigint } | undefined;

  constructor(
    private readonly kafka: KafkaClient,
    private readonly topic: string,
    private readonly partition: number,
    private readonly onRecord: (record: KafkaRecord) => void | Promise<void>,
  ) {
    this.caughtUp = new Promise((resolve) => (this.markCaughtUp = resolve));
  }

  async follow(signal: AbortSignal): Promise<void> {
    const reader = await PartitionReader.open(this.kafka, [this.topic], this.partition);
    try {
      const { incarnation, low, high } = await reader.bounds(this.topic);
      if (this.at?.incarnation !== incarnation || this.at.next < low) this.at = { incarnation, next: low };
      while (!signal.aborted) {
        if (this.at.next >= high) this.markCaughtUp();
        await this.readOn(reader, this.at, signal);
        this.reason = undefined;
      }
    } finally {
      await reader.close();
    }
  }

  private async readOn(reader: PartitionReader, at: { next: bigint }, signal: AbortSignal): Promise<void> {
    const read = await unlessAborted(signal, reader.fetch(new Map([[this.topic, at.next]])));
    if (read === null) return;
    const fetched = read.get(this.topic)!;
    for (const record of fetched.records) {
      await this.onRecord(record);
      at.next = record.offset + 1n;
    }
    at.next = fetched.next;
  }
}
