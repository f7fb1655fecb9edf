import type { ExchangedEntry } from '@passerelle/exchange-model';
import type { EntityManager } from 'typeorm';

/** What was released, or what is stored, of one subject: the highest version of each. */
export interface RangeReader {
  /** `prefix` is that of the SHA-256 of the `jti`, in hexadecimal; '' is everything. */
  digest(
    manager: EntityManager,
    partner: string,
    prefix: string,
    asOf: Date,
  ): Promise<{ count: number; dig: string }>;
  entries(manager: EntityManager, partner: string, prefix: string, asOf: Date): Promise<ExchangedEntry[]>;
}

/** Messages that left before a moment and should have been answered by now. */
export interface Overdue {
  partner: string;
  releasedBefore: Date;
  now: Date;
}

/**
 * One kind of record that nations exchange and must hold alike. Whatever crosses and stays joins the reconciliation by
 * giving this; every reading fails by throwing, never by an empty answer.
 */
export interface ExchangedRecords {
  /** The first word of its ranges, such as `alert`. */
  readonly subject: string;
  /** As the origin: what left, was not refused, and has not expired at `asOf`. */
  readonly released: RangeReader;
  /** As the receiver: what came from the partner and has not expired at `asOf`. */
  readonly stored: RangeReader;
  /** Is this what we signed, not withheld, and nothing later was released? Its release may not have been told yet. */
  mayHold(partner: string, entry: ExchangedEntry): Promise<boolean>;
  /** Hands messages to our bridge once more, which decides anew; gives those that can still be sent. */
  resend(
    manager: EntityManager,
    partner: string,
    entries: readonly ExchangedEntry[],
  ): Promise<readonly ExchangedEntry[]>;
  /** Sends again what is overdue, some of it at a time; how many that were, 0 when nothing is overdue. */
  resendUnanswered(manager: EntityManager, overdue: Overdue): Promise<number>;
}

export const EXCHANGED_RECORDS = Symbol('what is reconciled');
