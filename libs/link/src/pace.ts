import type { Batch, BatchLimits } from './batches.js';

/** The first transactions: what a line of 64 kbit/s carries in some seconds. */
const FIRST_BYTES = 32_000;
const LEAST_BYTES = 4_000;
/** A transaction may cost as many times what an empty one costs: then most of its time goes into bytes. */
const TIMES_EMPTY = 3;
const LEAST_GOAL = 1_000;
/** Of the time that a transaction has at most. */
const MOST_OF_DEADLINE = 1 / 2;
const MOST_STRETCH = 16;
/** Of the newest small transaction, in what an empty one is taken to cost. */
const WEIGHT = 0.3;

/**
 * How much one transaction may hold, from how long the last ones took. On a narrow line a full one would not be over
 * before its deadline, ever again, and would keep what is urgent waiting; on a wide one a small one is a waste. What
 * does not go in time is cut; what can not be cut is given more time.
 */
export class Pace {
  #most: BatchLimits;
  #bytes: number;
  #empty = 0;
  #deadline = Infinity;
  #stretch = 1;

  constructor(most: BatchLimits) {
    this.#most = most;
    this.#bytes = Math.min(FIRST_BYTES, most.bytes);
  }

  get limits(): BatchLimits {
    return { records: this.#most.records, bytes: this.#bytes };
  }

  /** How many times as long as usual the next transactions may take. */
  get stretch(): number {
    return this.#stretch;
  }

  /** Opened: an empty transaction took so many milliseconds, and none may take longer than `deadline`. */
  opened(emptyTook: number, deadline: number): void {
    this.#empty = emptyTook;
    this.#deadline = deadline;
  }

  took(batch: Batch, milliseconds: number): void {
    if (batch.sourceRecords > 1) this.#stretch = 1;
    if (!this.#isFull(batch)) this.#empty += (milliseconds - this.#empty) * WEIGHT;
    else if (milliseconds > this.#goal) this.#shrinkTo((batch.bytes * this.#goal) / milliseconds);
    else this.#growTo(this.#bytes * Math.min(2, this.#goal / milliseconds));
  }

  /** It did not end in time. */
  tooLate(batch: Batch): void {
    if (batch.sourceRecords > 1) this.#shrinkTo(batch.bytes / 2);
    else this.#stretch = Math.min(this.#stretch * 2, MOST_STRETCH);
  }

  /** The destination refuses it for its size: half as much from now on. */
  tooLarge(batch: Batch): void {
    this.#most = { records: Math.floor(batch.sourceRecords / 2), bytes: Math.floor(batch.bytes / 2) };
    this.#growTo(this.#bytes);
  }

  get #goal(): number {
    return Math.min(Math.max(LEAST_GOAL, TIMES_EMPTY * this.#empty), this.#deadline * MOST_OF_DEADLINE);
  }

  /** Would there have been more? A batch is closed before the record that no longer fits. */
  #isFull({ bytes, sourceRecords }: Batch): boolean {
    return bytes > this.#bytes / 2 || sourceRecords >= this.#most.records;
  }

  #shrinkTo(bytes: number): void {
    this.#bytes = Math.max(LEAST_BYTES, Math.min(this.#bytes, Math.floor(bytes)));
  }

  #growTo(bytes: number): void {
    this.#bytes = Math.min(Math.floor(bytes), this.#most.bytes);
  }
}
