import type { ExchangedEntry } from '@passerelle/exchange-model';
import type { EntityManager } from 'typeorm';

/** What was released, or what is stored, of one subject: the highest version of each. */
export interface RangeReader {
  /** `prefix` is that of the SHA-256 of the `jti`, in hexadecimal; '' is everything. */
  digest(partner: string, prefix: string, asOf: Date): Promise<{ count: number; dig: string }>;
  entries(partner: string, prefix: string, asOf: Date): Promise<ExchangedEntry[]>;
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
  /** Hands the message to our bridge once more, which decides anew. False where it cannot be sent any more. */
  resend(manager: EntityManager, partner: string, entry: ExchangedEntry): Promise<boolean>;
  /** What was released before that moment and never answered, at most `limit`. */
  unanswered(partner: string, releasedBefore: Date, now: Date, limit: number): Promise<ExchangedEntry[]>;
}

export const EXCHANGED_RECORDS = Symbol('what is reconciled');
