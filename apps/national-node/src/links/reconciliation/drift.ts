import type { ExchangedEntry } from '@passerelle/exchange-model';
import type { ExchangedRecords } from './exchanged-records.js';

/**
 * `missing`: we released it and the partner does not hold it, or an older version. `unknown`: the partner holds what we
 * never released. `conflicting`: it holds another message of the same identity.
 */
export type DriftKind = 'missing' | 'unknown' | 'conflicting';
export interface Drift {
  kind: DriftKind;
  entry: ExchangedEntry;
}

/** In what a partner that stored `stored` differs from what we released, range by range, message by message. */
export async function driftBetween(
  records: ExchangedRecords,
  partner: string,
  released: readonly ExchangedEntry[],
  stored: readonly ExchangedEntry[],
): Promise<Drift[]> {
  const there = new Map(stored.map((entry) => [entry.jti, entry]));
  const drift: Drift[] = [];
  for (const entry of released) {
    const held = there.get(entry.jti);
    if (held === undefined || held.ver < entry.ver) drift.push({ kind: 'missing', entry });
    else if (held.ver === entry.ver && held.dig !== entry.dig)
      drift.push({ kind: 'conflicting', entry: held });
  }
  const highest = new Map(released.map((entry) => [entry.jti, entry.ver]));
  for (const entry of stored) {
    if (entry.ver <= (highest.get(entry.jti) ?? 0)) continue;
    if (!(await records.mayHold(partner, entry))) drift.push({ kind: 'unknown', entry });
  }
  return drift;
}
