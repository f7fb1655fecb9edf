import type { LogBounds } from '@passerelle/kafka';
import type { SourceRecord } from './records.js';

/**
 * Told which source partitions this instance serves; called again at every change. `isContinued`: nobody else served
 * meanwhile what comes again.
 */
export interface PartitionsListener {
  assigned(partitions: readonly number[], isContinued: boolean): void;
}

/** Where a link reads from. */
export interface LinkSource {
  start(listener: PartitionsListener): Promise<void>;
  stop(): Promise<void>;
  /** Opens one partition for reading; after any error it is closed and another opened. */
  open(partition: number): Promise<SourcePartition>;
  /** Called by a partition that was fenced by another instance; resolves when it should try again. */
  afterFencing(partition: number, signal: AbortSignal): Promise<void>;
}

/** One partition of a source. It may consist of several logs (a payload topic and its readmitted topic). */
export interface SourcePartition {
  /** names of its logs: topics, or the destination of an outbox */
  readonly logs: readonly string[];
  bounds(log: string): Promise<LogBounds>;
  /** Committed records from the given offset of each log on, waiting a while when there are none. */
  read(from: ReadonlyMap<string, bigint>, maxRecords: number): Promise<SourceRead>;
  /** Told after each commit how far each log is carried: lag metrics, pruning. Must not throw. */
  carried(next: ReadonlyMap<string, bigint>): void;
  close(): Promise<void>;
}

export interface SourceRead {
  records: SourceRecord[];
  /** log → where to read next, once all of `records` are carried */
  next: ReadonlyMap<string, bigint>;
}
