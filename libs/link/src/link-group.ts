import { type EventLogger, GroupMembership, type KafkaClient, silentLogger } from '@passerelle/kafka';
import type { PartitionsListener } from './source.js';

export interface LinkGroupOptions {
  kafka: KafkaClient;
  group: string;
  /** of every link of the group; each must have a listener before the group is joined */
  topics: readonly string[];
  logger?: EventLogger;
  /** ms; default 6,000 */
  sessionTimeout?: number;
}

/**
 * The consumer group in which instances share what the links of a service read. One for all its lanes: what a dead
 * instance leaves moves in one rebalance, the first topic's partitions first, and no lane waits for a group of its own
 * to settle.
 */
export class LinkGroup {
  private readonly membership: GroupMembership;
  private readonly listeners = new Map<string, PartitionsListener>();

  constructor(private readonly options: LinkGroupOptions) {
    const { logger = silentLogger, ...rest } = options;
    this.membership = new GroupMembership({ ...rest, logger });
  }

  get isSettled(): boolean {
    return this.membership.isSettled;
  }

  /** Joins once every topic is listened for, in the background: a broker that is down must not keep a service down. */
  join(topic: string, listener: PartitionsListener): void {
    this.listeners.set(topic, listener);
    if (this.listeners.size < this.options.topics.length) return;
    void this.membership.startUntilItWorks({
      assigned: (assignment, isContinued) => {
        for (const each of this.options.topics)
          this.listeners.get(each)?.assigned(assignment.get(each) ?? [], isContinued);
      },
    });
  }

  /** Leaves with the last of them. */
  async leave(topic: string): Promise<void> {
    this.listeners.delete(topic);
    if (this.listeners.size === 0) await this.membership.stop();
  }

  reportOffset(topic: string, partition: number, offset: bigint): void {
    this.membership.reportOffset(topic, partition, offset);
  }
}
