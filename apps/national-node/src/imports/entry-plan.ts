import { canonicalBytes } from '@passerelle/credential';
import { type AlertDocument, violationMessage, type ViolationRule } from '@passerelle/exchange-model';
import type { WatchlistEntry } from '@passerelle/persistence';
import type { EntryVersion } from '../watchlists/entry-change.js';
import type { Removal } from '../watchlists/watchlist-changes.js';
import type { EntryLine } from './entry-line.js';
import type { ImportLine, RefusedLine } from './import-target.js';

/** What is to be done about some lines. */
export interface EntryPlan {
  added: AlertDocument[];
  changed: EntryVersion[];
  removed: Removal[];
  unchanged: number;
  refused: RefusedLine[];
}

/** The active entries of a list that have a reference, and what they say now. */
export interface Holders {
  of(reference: string): readonly WatchlistEntry[];
  documentOf(entry: WatchlistEntry): AlertDocument | null;
}

/**
 * An entry whose end is ours to choose is given its time anew when less than this is left of it; until then saying it
 * again makes no version.
 */
export const RENEWED_BELOW_MS = 45 * 86_400_000;

/** Each line against the entry that its reference names. Lines of one file never name the same one. */
export function planOf(lines: readonly ImportLine<EntryLine>[], holders: Holders, now: Date): EntryPlan {
  const plan: EntryPlan = { added: [], changed: [], removed: [], unchanged: 0, refused: [] };
  for (const { line, item } of lines) {
    const refused = (rule: ViolationRule) =>
      plan.refused.push({
        line,
        violations: [{ path: '/reference', rule, message: violationMessage(rule, 'en') }],
      });
    if (item.operation === 'append' || item.reference === null) {
      if (item.operation !== 'remove') plan.added.push(item.document);
      continue;
    }
    const [entry, ...others] = holders.of(item.reference);
    if (others.length > 0) refused('reference-ambiguous');
    else if (item.operation === 'add' && entry) refused('reference-known');
    else if (item.operation === 'remove' && entry) plan.removed.push({ entry, reason: item.reason });
    else if ((item.operation === 'update' || item.operation === 'remove') && !entry)
      refused('reference-unknown');
    else if (item.operation !== 'remove') state(plan, entry, item, holders, now);
  }
  return plan;
}

function state(
  plan: EntryPlan,
  entry: WatchlistEntry | undefined,
  { document, namesExpiry }: Exclude<EntryLine, { operation: 'remove' }>,
  holders: Holders,
  now: Date,
): void {
  if (!entry) plan.added.push(document);
  else if (saysTheSame(holders.documentOf(entry), document, namesExpiry, entry.expiresAt, now))
    plan.unchanged += 1;
  else plan.changed.push({ entry, document });
}

function saysTheSame(
  current: AlertDocument | null,
  said: AlertDocument,
  namesExpiry: boolean,
  ends: Date,
  now: Date,
): boolean {
  if (current === null) return false;
  const isEnding = ends.getTime() - now.getTime() < RENEWED_BELOW_MS;
  if (!namesExpiry && isEnding) return false;
  const compared = namesExpiry ? said : { ...said, expiresAt: current.expiresAt };
  return Buffer.compare(canonicalBytes(current), canonicalBytes(compared)) === 0;
}
