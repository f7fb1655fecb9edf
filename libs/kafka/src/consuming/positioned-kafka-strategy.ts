import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventLogger } from '../client/event-logger.js';
import type { KafkaClient } from '../client/kafkajs.js';
import { type Assignment, GroupMembership } from '../reading/group-membership.js';
import { Served } from '../reading/served.js';
import { SharedPauses } from '../reading/shared-pauses.js';
import { ConsumedPartition, type ConsumedPartitionHealth, type ConsumerAlarm } from './consumed-partition.js';
import type { PositionStore } from './position-store.js';
import { KafkaBatchContext } from './batch-context.js';

export interface PositionedKafkaOptions {
  kafka: KafkaClient;
  /** consumer group: shares partitions among instances and shows lag; positions come from the store */
  group: string;
  positions: PositionStore;
  /** an operator says that no position exists yet; without it a missing one stops the partition */
  firstRun: boolean;
  eventLogger: EventLogger;
  clock: { now(): Date };
  onAlarm: (alarm: ConsumerAlarm) => void;
  /** topics an @EventPattern stands for (TopicRegistry.topicsFor); default: the topic of that name */
  topicsFor?: (pattern: string) => readonly string[];
  /** ms; default 6,000 */
  sessionTimeout?: number;
  /** for jitter, [0, 1); default Math.random */
  random?: () => number;
}

export interface ConsumerHealth {
  state: 'starting' | 'running' | 'retrying' | 'alarm' | 'stopped';
  /** why a partition is in alarm */
  reason?: string;
  /** `<topic>/<partition>` → how it goes */
  partitions: Record<string, ConsumedPartitionHealth>;
}

/**
 * Nest transport whose handlers are ordinary `@EventPattern` methods. Each is given the records of one partition, some
 * at a time (`@Payload() records: readonly KafkaRecord[]`), in order, from the offset the PositionStore holds, and again
 * until it succeeds. The handler stores the next offset in the database transaction of its effects and does nothing
 * about records that the store is past already: that makes each effect happen once.
 */
export class PositionedKafkaStrategy extends Server implements CustomTransportStrategy {
  /** A failure is retried and shown in health; Nest need not report it, too. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly pauses = new SharedPauses();
  private served: Served<ConsumedPartition> | undefined;
  private membership: GroupMembership | undefined;
  private assignedOnce = false;
  private stopped = false;

  constructor(private readonly options: PositionedKafkaOptions) {
    super();
  }

  /** Joins the group in the background: a broker that is down must not keep the service from starting. */
  listen(callback: (error?: unknown) => void): void {
    const handlers = this.handlersByTopic();
    const { kafka, group, eventLogger, sessionTimeout } = this.options;
    this.membership = new GroupMembership({
      kafka,
      group,
      topics: [...handlers.keys()],
      logger: eventLogger,
      ...(sessionTimeout && { sessionTimeout }),
    });
    const served = new Served((name) => this.consumed(name, handlers));
    this.served = served;
    void this.membership.startUntilItWorks({
      assigned: (assignment, isContinued) => {
        if (this.stopped) return;
        this.assignedOnce = true;
        served.serve(namesOf(assignment), isContinued);
      },
    });
    callback();
  }

  /** Ends after the records in hand. */
  async close(): Promise<void> {
    this.stopped = true;
    await this.served?.stop();
    await this.membership?.stop();
  }

  health(): ConsumerHealth {
    const services = this.served?.services ?? [];
    const partitions = Object.fromEntries([...services].map(([name, { health }]) => [name, health]));
    const all = Object.values(partitions);
    const alarm = all.find(({ state }) => state === 'alarm');
    if (alarm) return { state: 'alarm', ...(alarm.reason && { reason: alarm.reason }), partitions };
    const states = new Set(all.map(({ state }) => state));
    if (this.stopped) return { state: 'stopped', partitions };
    if (states.has('retrying')) return { state: 'retrying', partitions };
    const starting = !this.assignedOnce || states.has('opening');
    return { state: starting ? 'starting' : 'running', partitions };
  }

  override on(): never {
    throw new Error('this transport has no events; ask health()');
  }

  override unwrap(): never {
    throw new Error('the client belongs to whoever gave it to this transport');
  }

  private handlersByTopic(): Map<string, MessageHandler> {
    const { topicsFor = (pattern: string) => [pattern] } = this.options;
    return new Map(
      [...this.messageHandlers].flatMap(([pattern, handler]) =>
        topicsFor(pattern).map((topic): [string, MessageHandler] => [topic, handler]),
      ),
    );
  }

  /** `name` is `<topic>/<partition>`, of a topic that has a handler. */
  private consumed(name: string, handlers: ReadonlyMap<string, MessageHandler>): ConsumedPartition {
    const at = name.lastIndexOf('/');
    const [topic, partition] = [name.slice(0, at), Number(name.slice(at + 1))];
    const handler = handlers.get(topic)!;
    const { kafka, positions, firstRun, eventLogger, clock, onAlarm, random = Math.random } = this.options;
    return new ConsumedPartition({
      kafka,
      topic,
      partition,
      positions,
      firstRun,
      logger: eventLogger,
      clock,
      random,
      pauses: this.pauses,
      onAlarm,
      report: (offset) => this.membership?.reportOffset(topic, partition, offset),
      handle: async (records, topicId) => {
        const answer: unknown = await handler(records, new KafkaBatchContext(topicId));
        if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
      },
    });
  }
}

/** The group only knows topics that were subscribed to, each of which has a handler. */
const namesOf = (assignment: Assignment): string[] =>
  [...assignment].flatMap(([topic, numbers]) => numbers.map((partition) => `${topic}/${partition}`));
