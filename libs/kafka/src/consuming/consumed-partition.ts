import type { EventLogger } from '../client/event-logger.js';
import type { KafkaClient } from '../client/kafkajs.js';
import type { Incarnation } from '../client/topic-identity.js';
import { unlessAborted } from '../reading/deadline.js';
import { describeError } from '../reading/describe-error.js';
import { type LogBounds, PartitionReader } from '../reading/partition-reader.js';
import type { KafkaRecord } from '../reading/record.js';
import { jittered, keepOpen, StoppedByAlarm } from '../reading/reopening.js';
import type { SharedPauses } from '../reading/shared-pauses.js';
import type { PositionStore } from './position-store.js';

/** Why a partition is no longer consumed; an operator has to look. */
export interface ConsumerAlarm {
  code: string;
  topic: string;
  partition: number;
  message: string;
  details: Record<string, string | number>;
}

export interface ConsumedPartitionHealth {
  state: 'opening' | 'running' | 'retrying' | 'alarm' | 'stopped';
  reason?: string;
  /** the record that is tried again */
  offset?: string;
}

export interface ConsumedPartitionOptions {
  kafka: KafkaClient;
  topic: string;
  partition: number;
  positions: PositionStore;
  firstRun: boolean;
  /** takes some records that follow one another, all or none */
  handle: (records: readonly KafkaRecord[], topicId: Incarnation) => Promise<void>;
  /** told now and then how far the partition is, for lag metrics */
  report: (nextOffset: bigint) => void;
  logger: EventLogger;
  clock: { now(): Date };
  random: () => number;
  /** with the other partitions of this consumer */
  pauses: SharedPauses;
  onAlarm: (alarm: ConsumerAlarm) => void;
}

type StoredPosition = Awaited<ReturnType<PositionStore['find']>>;

/** A transaction of this many is over before anybody waits for what it locks. */
const MOST_AT_ONCE = 100;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 15_000;

/**
 * Hands the records of one partition to its handler, in order, none skipped. After a failure one at a time, then twice
 * as many each time, so that a record which can not be handled holds up none before it and is named.
 */
export class ConsumedPartition {
  health: ConsumedPartitionHealth = { state: 'opening' };
  private current: bigint | undefined;
  private atOnce = MOST_AT_ONCE;

  constructor(private readonly options: ConsumedPartitionOptions) {}

  /** Resolves when aborted or stopped by an alarm; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, pauses } = this.options;
    const reopening = {
      attempt: (signal: AbortSignal) => this.attempt(signal),
      delay: jittered(random, FIRST_DELAY, LONGEST_DELAY),
      onError: (error: Error, delay: number) => this.noteError(error, delay),
      pause: (milliseconds: number, signal: AbortSignal) => pauses.take(milliseconds, signal),
      now: () => clock.now().getTime(),
    };
    try {
      await keepOpen(reopening, signal);
      this.health = { state: 'stopped' };
    } catch (error) {
      this.noteAlarm(error as StoppedByAlarm);
    }
  }

  /** After an error only the store knows whether the handler's transaction was committed, so it is asked again. */
  private async attempt(signal: AbortSignal): Promise<void> {
    const { kafka, topic, partition, positions } = this.options;
    const reader = await PartitionReader.open(kafka, [topic], partition);
    try {
      // In this order: another instance may go on consuming in between, and its position lies within later bounds.
      const known = await positions.find(topic, partition);
      const bounds = await reader.bounds(topic);
      await this.consume(reader, bounds.incarnation, await this.begin(known, bounds), signal);
    } finally {
      await reader.close();
    }
  }

  private async consume(
    reader: PartitionReader,
    topicId: Incarnation,
    from: bigint,
    signal: AbortSignal,
  ): Promise<void> {
    const { topic, handle, report } = this.options;
    for (let next = from; !signal.aborted;) {
      const read = await unlessAborted(signal, reader.fetch(new Map([[topic, next]])));
      if (read === null) return;
      const fetched = read.get(topic)!;
      if (fetched.records.length === 0) this.getsOn();
      for (let done = 0; done < fetched.records.length;) {
        if (signal.aborted) return;
        const some = fetched.records.slice(done, done + this.atOnce);
        this.current = some[0]!.offset;
        await handle(some, topicId);
        this.current = undefined;
        this.atOnce = Math.min(this.atOnce * 2, MOST_AT_ONCE);
        this.getsOn();
        done += some.length;
      }
      next = fetched.next;
      if (fetched.records.length > 0) report(next);
    }
  }

  private async begin(known: StoredPosition, bounds: LogBounds): Promise<bigint> {
    const { topic, partition, positions, firstRun } = this.options;
    const { low, high, incarnation } = bounds;
    if (known === null) {
      if (!firstRun) {
        throw new StoppedByAlarm('PSR_CONSUMER_POSITION_MISSING', 'no position is stored, no first run');
      }
      await positions.begin(topic, partition, low, incarnation);
      return low;
    }
    const { nextOffset, topicId } = known;
    if (topicId !== null && topicId !== incarnation) {
      const details = { stored: topicId, found: incarnation };
      throw new StoppedByAlarm('PSR_CONSUMER_TOPIC_RECREATED', 'the topic was recreated', details);
    }
    if (nextOffset < low || nextOffset > high) {
      const details = { nextOffset: String(nextOffset), low: String(low), high: String(high) };
      throw new StoppedByAlarm('PSR_CONSUMER_POSITION_OUTSIDE', 'the position lies outside the log', details);
    }
    return nextOffset;
  }

  private getsOn(): void {
    if (this.health.state !== 'running') this.options.pauses.end();
    this.health = { state: 'running' };
  }

  private noteError(error: Error, delay: number): void {
    const reason = describeError(error);
    const offset = this.current === undefined ? {} : { offset: String(this.current) };
    this.health = { state: 'retrying', reason, ...offset };
    this.options.logger.warn('consumer.retries', { ...this.labels(), ...offset, reason, delay });
    this.current = undefined;
    this.atOnce = 1;
  }

  private noteAlarm({ code, message, details }: StoppedByAlarm): void {
    this.health = { state: 'alarm', reason: code };
    this.options.logger.error('consumer.alarm', { ...this.labels(), code, message, ...details });
    this.options.onAlarm({ code, ...this.labels(), message, details });
  }

  private labels() {
    return { topic: this.options.topic, partition: this.options.partition };
  }
}
