import {
  type KafkaClient,
  type KafkaRecord,
  type LogBounds,
  NotNow,
  PartitionReader,
  sleep,
  StoppedByAlarm,
  unlessAborted,
} from '@passerelle/kafka';
import type { Handover } from './handover.js';
import type { Positions } from './positions.js';

/** What one fetch brought of one partition. */
export interface Piece {
  partition: number;
  records: readonly KafkaRecord[];
  /** Where the partition goes on after them. */
  next: bigint;
  /** Everything written before the fetch lies before this. */
  end: bigint;
}

/** How often it is asked whether the topic has grown. A partition that nobody reads would be missing in the log. */
const LOOK_AGAIN_MS = 60_000;

/** Every partition of the evidence topic, read side by side, committed records only. After an error open it again. */
export class EvidenceTopic {
  private constructor(
    private readonly kafka: KafkaClient,
    private readonly topic: string,
    private readonly readers: readonly PartitionReader[],
    readonly topicId: string,
    private readonly bounds: readonly LogBounds[],
  ) {}

  static async open(kafka: KafkaClient, topic: string): Promise<EvidenceTopic> {
    const readers: PartitionReader[] = [];
    try {
      readers.push(await PartitionReader.open(kafka, [topic], 0));
      const others = Array.from({ length: readers[0]!.partitionCount(topic) - 1 }, (_, n) => n + 1);
      const opening = others.map(
        async (n) => void readers.push(await PartitionReader.open(kafka, [topic], n)),
      );
      await allOrNone(opening);
      readers.sort((one, other) => one.partition - other.partition);
      const bounds = await Promise.all(readers.map((reader) => reader.bounds(topic)));
      const [topicId = '', ...more] = new Set(bounds.map(({ incarnation }) => incarnation));
      if (more.length > 0) throw new NotNow(`${topic} is being made anew`);
      return new EvidenceTopic(kafka, topic, readers, topicId, bounds);
    } catch (error) {
      await closeAll(readers);
      throw error;
    }
  }

  /** Where the first log of a nation begins: at the oldest record there is. */
  get beginning(): Positions {
    return { topicId: this.topicId, next: this.bounds.map(({ low }) => low) };
  }

  /**
   * Where a log goes on that holds the records up to these positions. A partition that is new begins at its first record.
   * @throws StoppedByAlarm PSR_CONSUMER_TOPIC_RECREATED, PSR_CONSUMER_POSITION_OUTSIDE: what is missing can not be read
   */
  continuing({ topicId, next }: Positions): Positions {
    if (topicId !== this.topicId) {
      const details = { stored: topicId, found: this.topicId };
      throw new StoppedByAlarm('PSR_CONSUMER_TOPIC_RECREATED', 'the topic was recreated', details);
    }
    if (next.length > this.bounds.length) {
      const details = { partition: next.length - 1, found: this.bounds.length };
      throw new StoppedByAlarm('PSR_CONSUMER_POSITION_OUTSIDE', 'the topic lost a partition', details);
    }
    const from = this.bounds.map((bounds, partition) => within(bounds, next[partition] ?? 0n, partition));
    return { topicId, next: from };
  }

  /** Hands over what there is and what comes, partition by partition in order. Ends when aborted, or with an error. */
  async follow({ next }: Positions, handover: Handover<Piece>, signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const either = AbortSignal.any([signal, ending.signal]);
    const work = [
      ...this.readers.map((reader, n) => this.#followOne(reader, next[n] ?? 0n, handover, either)),
      this.#noticeGrowth(either),
    ];
    try {
      await Promise.all(work);
    } finally {
      ending.abort();
      await Promise.allSettled(work);
    }
  }

  /** Never rejects. */
  close(): Promise<void> {
    return closeAll(this.readers);
  }

  async #followOne(
    reader: PartitionReader,
    from: bigint,
    handover: Handover<Piece>,
    signal: AbortSignal,
  ): Promise<void> {
    for (let next = from; !signal.aborted;) {
      const read = await unlessAborted(signal, reader.fetch(new Map([[this.topic, next]])));
      const fetched = read?.get(this.topic);
      if (!fetched) continue;
      next = fetched.next;
      const { partition } = reader;
      await handover.give({ partition, records: fetched.records, next, end: fetched.end }, signal);
    }
  }

  async #noticeGrowth(signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(LOOK_AGAIN_MS, signal);
      if (signal.aborted) return;
      const reader = await PartitionReader.open(this.kafka, [this.topic], 0);
      const count = reader.partitionCount(this.topic);
      await reader.close();
      if (count !== this.readers.length) throw new NotNow(`${this.topic} has ${count} partitions now`);
    }
  }
}

function within({ low, high }: LogBounds, next: bigint, partition: number): bigint {
  if (next >= low && next <= high) return next;
  const details = { partition, nextOffset: String(next), low: String(low), high: String(high) };
  throw new StoppedByAlarm('PSR_CONSUMER_POSITION_OUTSIDE', 'the position lies outside the log', details);
}

/** Waits for all, so that what opened late is known and can be closed. */
async function allOrNone(opening: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(opening)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function closeAll(readers: readonly PartitionReader[]): Promise<void> {
  await Promise.all(readers.map((reader) => reader.close()));
}
