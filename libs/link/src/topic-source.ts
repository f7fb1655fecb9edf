import { type KafkaClient, type LogBounds, PartitionReader, sleep } from '@passerelle/kafka';
import type { LinkGroup } from './link-group.js';
import type { LinkSource, PartitionsListener, SourcePartition, SourceRead } from './source.js';

export interface TopicSourceOptions {
  kafka: KafkaClient;
  topic: string;
  /** shares the partitions of its topics among instances */
  group: LinkGroup;
  /**
   * topics read along, partition by partition, into the same transactions: the payload topic's readmitted topic.
   * They must have as many partitions as `topic`.
   */
  along?: readonly string[];
  random?: () => number;
}

/** Longer than a heartbeat, so that a member that lost its partition learns it before it fences the new owner. */
const FENCED_DELAY = { least: 1_000, spread: 2_000 };
const UNSETTLED_LOOK = 100;

/** Committed records of a topic, and of others read along with it. */
export class TopicSource implements LinkSource {
  constructor(private readonly options: TopicSourceOptions) {}

  start(listener: PartitionsListener): Promise<void> {
    const { group, topic } = this.options;
    group.join(topic, listener);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return this.options.group.leave(this.options.topic);
  }

  open(partition: number): Promise<SourcePartition> {
    const { kafka, topic, along = [], group } = this.options;
    const carried = (offset: bigint) => group.reportOffset(topic, partition, offset);
    return openTopicPartition(kafka, [topic, ...along], partition, carried);
  }

  /**
   * The signal aborts when the group gives the partition to another. As long as the group has not said whose it is
   * nobody reopens it here (rule 13).
   */
  async afterFencing(_partition: number, signal: AbortSignal): Promise<void> {
    const { random = Math.random, group } = this.options;
    await sleep(FENCED_DELAY.least + FENCED_DELAY.spread * random(), signal);
    while (!group.isSettled && !signal.aborted) await sleep(UNSETTLED_LOOK, signal);
  }
}

/** One partition number of several topics, the payload topic first, as a source; no group is joined. */
export async function openTopicPartition(
  kafka: KafkaClient,
  topics: readonly string[],
  partition: number,
  carried: (offset: bigint) => void = () => undefined,
): Promise<SourcePartition> {
  return new TopicPartition(await PartitionReader.open(kafka, topics, partition), carried);
}

class TopicPartition implements SourcePartition {
  constructor(
    private readonly reader: PartitionReader,
    private readonly report: (offset: bigint) => void,
  ) {}

  get logs(): readonly string[] {
    return this.reader.topics;
  }

  bounds(topic: string): Promise<LogBounds> {
    return this.reader.bounds(topic);
  }

  async read(from: ReadonlyMap<string, bigint>): Promise<SourceRead> {
    const fetched = await this.reader.fetch(from);
    return {
      records: [...fetched.values()].flatMap(({ records }) => records),
      next: new Map([...from].map(([topic, offset]) => [topic, fetched.get(topic)?.next ?? offset])),
    };
  }

  carried(next: ReadonlyMap<string, bigint>): void {
    this.report(next.get(this.reader.topics[0]!)!);
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
