import {
  describeError,
  type EventLogger,
  jittered,
  keepOpen,
  type KafkaClient,
  type SharedPauses,
  StoppedByAlarm,
  TooLate,
  unlessAborted,
} from '@passerelle/kafka';
import { alarm, type LinkAlarm } from './alarms.js';
import { type Batch, batches, type BatchLimits } from './batches.js';
import type { LinkCounters } from './link-counters.js';
import { Pace } from './pace.js';
import type { LogPosition, Position } from './position.js';
import { isFenced, isTooLarge } from './protocol-errors.js';
import type { Transform } from './records.js';
import type { LinkSource, SourcePartition, SourceRead } from './source.js';
import { startingPoint, type StartingRules } from './starting-point.js';
import { Transactions } from './transactions.js';

export interface LinkPartitionOptions extends StartingRules {
  name: string;
  partition: number;
  transactionalIdPrefix: string;
  source: LinkSource;
  destination: KafkaClient;
  positionTopic: string;
  transform: Transform;
  limits: BatchLimits;
  logger: EventLogger;
  clock: { now(): Date };
  random: () => number;
  counters: LinkCounters;
  /** with the other links to this destination */
  pauses: SharedPauses;
  onAlarm: (alarm: LinkAlarm) => void;
}

export interface PartitionHealth {
  state: 'opening' | 'running' | 'standby' | 'waiting' | 'alarm' | 'stopped';
  reason?: string;
}

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
/** A position that stands before trailing markers is moved past them, or retention would seem to overtake it. */
const IDLE_BEFORE_ADVANCE = 60_000;

/** One source partition of a link: opens, carries, and after any error forgets everything and opens again. */
export class LinkPartition {
  health: PartitionHealth = { state: 'opening' };
  private readonly pace: Pace;

  constructor(private readonly options: LinkPartitionOptions) {
    this.pace = new Pace(options.limits);
  }

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

  private async attempt(signal: AbortSignal): Promise<void> {
    this.health = { state: 'opening' };
    const { source, partition } = this.options;
    try {
      const opened = await source.open(partition);
      try {
        await this.carryOn(opened, signal);
      } finally {
        await opened.close().catch(() => undefined);
      }
    } catch (error) {
      if (isFenced(error) && !signal.aborted) {
        this.options.logger.warn('link.fenced', this.labels());
        this.health = { state: 'standby', reason: 'another instance serves this partition' };
        await source.afterFencing(partition, signal);
      }
      throw error;
    }
  }

  private async carryOn(source: SourcePartition, signal: AbortSignal): Promise<void> {
    const { destination, transactionalIdPrefix, positionTopic, partition } = this.options;
    const transactionalId = `${transactionalIdPrefix}.${partition}`;
    const transactions = await Transactions.open({
      kafka: destination,
      transactionalId,
      positionTopic,
      partition,
      stretch: this.pace.stretch,
    });
    this.pace.opened(transactions.emptyTook, transactions.deadline);
    try {
      const position = await this.begin(source, transactions);
      // Also a link that never carries anything must find its position at the next start.
      if (begunAnew(position, transactions.stored)) await transactions.commit([], position);
      this.health = { state: 'running' };
      this.options.logger.info('link.opened', this.labels());
      await this.carry(source, transactions, position, signal);
    } finally {
      await transactions.close();
    }
  }

  /**
   * What does not fit together may be the work of another instance, which carried and pruned while this one stood
   * still between reading the position and asking the source. Only whoever is still in charge raises the alarm.
   */
  private async begin(source: SourcePartition, transactions: Transactions): Promise<Position> {
    try {
      return await startingPoint(source, transactions.stored, this.options);
    } catch (error) {
      if (error instanceof StoppedByAlarm) await transactions.confirm();
      throw error;
    }
  }

  private async carry(
    source: SourcePartition,
    transactions: Transactions,
    from: Position,
    signal: AbortSignal,
  ): Promise<void> {
    let position = from;
    let busyAt = this.now();
    let hasCarried = false;
    let reading = this.read(source, nextOffsets(position));
    while (!signal.aborted) {
      const read = await unlessAborted(signal, reading);
      if (read === null) return;
      // While these are carried the next are on their way.
      reading = this.read(source, read.next);
      const all = batches(read.records, position, this.options.transform, () => this.pace.limits);
      for await (const batch of all) {
        await this.commit(transactions, batch);
        if (!hasCarried) this.options.pauses.end();
        hasCarried = true;
        position = batch.position;
        source.carried(nextOffsets(position));
        busyAt = this.now();
        if (signal.aborted) return;
      }
      if (this.now() - busyAt > IDLE_BEFORE_ADVANCE) {
        position = await this.advancePastMarkers(transactions, position, read.next);
        busyAt = this.now();
      }
    }
  }

  /** Begun ahead of its time, so that its failure is nobody's until it is waited for. */
  private read(source: SourcePartition, next: ReadonlyMap<string, bigint>): Promise<SourceRead> {
    const reading = source.read(next, this.options.limits.records);
    reading.catch(() => undefined);
    return reading;
  }

  private async commit(transactions: Transactions, batch: Batch): Promise<void> {
    const since = performance.now();
    try {
      await transactions.commit(batch.outputs, batch.position);
    } catch (error) {
      if (error instanceof TooLate) this.pace.tooLate(batch);
      if (isTooLarge(error)) this.cutSmaller(batch);
      throw error;
    }
    this.pace.took(batch, performance.now() - since);
    this.options.counters.committed(batch.sourceRecords, batch.outputs.length);
  }

  /** The broker takes less than we thought; a single record cannot be cut. */
  private cutSmaller(batch: Batch): void {
    if (batch.sourceRecords === 1) {
      throw alarm('PSR_LINK_RECORD_TOO_LARGE', 'the destination refuses a record for its size', {
        bytes: batch.bytes,
      });
    }
    this.pace.tooLarge(batch);
  }

  private async advancePastMarkers(
    transactions: Transactions,
    position: Position,
    next: ReadonlyMap<string, bigint>,
  ): Promise<Position> {
    const logs = new Map<string, LogPosition>();
    for (const [log, known] of position.logs) {
      logs.set(log, { ...known, nextOffset: next.get(log) ?? known.nextOffset });
    }
    const moved = [...logs].some(([log, { nextOffset }]) => nextOffset > position.logs.get(log)!.nextOffset);
    if (!moved) return position;
    await transactions.commit([], { ...position, logs });
    return { ...position, logs };
  }

  private noteError(error: Error, delay: number): void {
    const reason = describeError(error);
    this.options.counters.reopened(reason);
    this.health = { state: 'waiting', reason };
    this.options.logger.warn('link.reopens', { ...this.labels(), reason, delay });
  }

  private noteAlarm({ code, message, details }: StoppedByAlarm): void {
    this.health = { state: 'alarm', reason: code };
    this.options.logger.error('link.alarm', { ...this.labels(), code, message, ...details });
    const { name, partition } = this.options;
    this.options.onAlarm({ code, link: name, partition, message, details });
  }

  private labels() {
    return { link: this.options.name, partition: this.options.partition };
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

const begunAnew = (position: Position, stored: Position | null): boolean =>
  [...position.logs].some(([log, begin]) => begin !== stored?.logs.get(log));

const nextOffsets = (position: Position): Map<string, bigint> =>
  new Map([...position.logs].map(([log, { nextOffset }]) => [log, nextOffset]));
