import type { EventLogger } from '../client/event-logger.js';
import type { Consumer, KafkaClient } from '../client/kafkajs.js';
import { describeError } from './describe-error.js';
import { sleep } from './reopening.js';

export interface GroupMembershipOptions {
  kafka: KafkaClient;
  group: string;
  topics: readonly string[];
  logger: EventLogger;
  /** ms after which a silent member's partitions go to the others; default 6,000, the broker's minimum */
  sessionTimeout?: number;
}

/** Topic → partitions this member serves now. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

export interface AssignmentListener {
  /**
   * At every join. `isContinued`: this member was in the group all the time, so that nobody else had what it is given
   * again (kafka-link rule 10).
   */
  assigned(assignment: Assignment, isContinued: boolean): void;
}

const SESSION_TIMEOUT = 6_000;
/** Also the pause between two heartbeats of a member that fetches nothing. */
const HEARTBEAT = 500;
/** Several heartbeats, and less than the session. */
const SILENCE = 2_500;
const RETRY_DELAY = 500;
const REPORT_EVERY = 2_000;

/**
 * A consumer group used for one thing: who serves which partition. Its kafkajs consumer stays paused and reads
 * nothing; the records come through PartitionReader, whose correctness does not depend on the group.
 */
export class GroupMembership {
  private consumer: Consumer | undefined;
  private stopped = false;
  private memberId: string | undefined;
  private settled = false;
  private beatAt = 0;
  private readonly reportedAt = new Map<string, number>();

  constructor(private readonly options: GroupMembershipOptions) {}

  /**
   * Does the group say just now who serves what? Not while it rebalances, nor once it may have given this member up
   * without its knowing: after a while without an answer to a heartbeat.
   */
  get isSettled(): boolean {
    return this.settled && performance.now() - this.beatAt < SILENCE;
  }

  /**
   * Joins, however long the broker is away; the first assignment follows when the group has settled. Also after
   * kafkajs gave a consumer up for good, which would otherwise look alive for ever (rule 14).
   */
  async startUntilItWorks(listener: AssignmentListener): Promise<void> {
    const { logger, group } = this.options;
    while (!this.stopped) {
      await this.consumer?.disconnect().catch(() => undefined);
      try {
        return await this.start(listener);
      } catch (error) {
        logger.warn('kafka.group.not-joined', { group, reason: describeError(error) });
        await sleep(RETRY_DELAY);
      }
    }
  }

  private async start(listener: AssignmentListener): Promise<void> {
    const { kafka, group, topics, logger } = this.options;
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: this.options.sessionTimeout ?? SESSION_TIMEOUT,
      rebalanceTimeout: SESSION_TIMEOUT,
      heartbeatInterval: HEARTBEAT,
      maxWaitTimeInMs: HEARTBEAT,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: () => Promise.resolve(!this.stopped) },
    });
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      consumer.pause(topics.map((topic) => ({ topic })));
      const isContinued = payload.memberId === this.memberId;
      this.memberId = payload.memberId;
      this.settled = true;
      this.beatAt = performance.now();
      if (!this.stopped) listener.assigned(new Map(Object.entries(payload.memberAssignment)), isContinued);
    });
    consumer.on(consumer.events.HEARTBEAT, () => (this.beatAt = performance.now()));
    consumer.on(consumer.events.REBALANCING, () => (this.settled = false));
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.settled = false;
      logger.warn('kafka.group.crashed', { group, reason: describeError(payload.error) });
      if (!payload.restart && !this.stopped) void this.startUntilItWorks(listener);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: () => Promise.resolve(),
    });
  }

  /**
   * Tells the group how far this member is, now and then, for lag metrics only. Nobody waits for it: kafkajs tries
   * again for half a minute.
   */
  reportOffset(topic: string, partition: number, offset: bigint): void {
    const key = `${topic}/${partition}`;
    const now = performance.now();
    if (!this.consumer || now - (this.reportedAt.get(key) ?? -Infinity) < REPORT_EVERY) return;
    this.reportedAt.set(key, now);
    this.consumer
      .commitOffsets([{ topic, partition, offset: String(offset) }])
      .catch((error: unknown) =>
        this.options.logger.debug('kafka.group.offset-not-reported', { reason: describeError(error) }),
      );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.consumer?.disconnect();
  }
}
