import {
  type EventLogger,
  GroupMembership,
  type KafkaClient,
  type LogBounds,
  PartitionReader,
  silentLogger,
  sleep,
} from '@passerelle/kafka';
import type { LinkSource, PartitionsListener, SourcePartition, SourceRead } from './source.js';

export interface TopicSourceOptions {
  kafka: KafkaClient;
  topic: string;
  /** consumer group that shares the partitions among instances; one per link */
  group: string;
  /**
   * topics read along, partition by partition, into the same transactions: the payload topic's readmitted topic.
   * They must have as many partitions as `topic`.
   */
  along?: readonly string[];
  logger?: EventLogger;
  /** ms; default 6,000 */
  sessionTimeout?: number;
  random?: () => number;
}

/** Longer than a heartbeat, so that a member that lost its partition learns it before it fences the new owner. */
const FENCED_DELAY = { least: 1_000, spread: 2_000 };
const UNSETTLED_LOOK = 100;

/** Committed records of a topic, and of others read along with it. */
export class TopicSource implements LinkSource {
  private readonly membership: GroupMembership;

  constructor(private readonly options: TopicSourceOptions) {
    const { kafka, group, topic, sessionTimeout, logger = silentLogger } = options;
    this.membership = new GroupMembership({
      kafka,
      group,
      topics: [topic],
      logger,
      ...(sessionTimeout && { sessionTimeout }),
    });
  }

  /** Joins in the background: a broker that is down must not keep the service from starting. */
  start(listener: PartitionsListener): Promise<void> {
    void this.membership.startUntilItWorks({
      assigned: (assignment, isContinued) =>
        listener.assigned(assignment.get(this.options.topic) ?? [], isContinued),
    });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return this.membership.stop();
  }

  async open(partition: number): Promise<SourcePartition> {
    const { kafka, topic, along = [] } = this.options;
    const reader = await PartitionReader.open(kafka, [topic, ...along], partition);
    return new TopicPartition(reader, (offset) => this.membership.reportOffset(topic, partition, offset));
  }

  /**
   * The signal aborts when the group gives the partition to another. As long as the group has not said whose it is
   * nobody reopens it here (rule 13).
   */
  async afterFencing(_partition: number, signal: AbortSignal): Promise<void> {
    const { random = Math.random } = this.options;
    await sleep(FENCED_DELAY.least + FENCED_DELAY.spread * random(), signal);
    while (!this.membership.isSettled && !signal.aborted) await sleep(UNSETTLED_LOOK, signal);
  }
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
