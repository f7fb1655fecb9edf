/**
 * What may cross without a clause, and why. The list is closed: each kind is free of personal data and either keeps
 * the exchange itself honest or speaks only of what was released before. Everything else needs a clause.
 */
export const ALWAYS_MAY_CROSS = {
  'agreement.offered': 'the parties must be able to make an agreement',
  'agreement.signed': 'the parties must be able to make an agreement',
  'agreement.suspended': 'a suspension must reach the other side',
  'agreement.terminated': 'an end must reach the other side',
  'key.published': 'keys are public and pinned by the agreement',
  'key.revoked': 'a stolen key must stop being believed',
  checkpoint: 'each side witnesses the log of the other',
  cosignature: 'each side witnesses the log of the other',
  heartbeat: 'silence must be told from an outage',
  'reconciliation.digest': 'both sides must be able to prove that nothing released was lost',
  'reconciliation.answer': 'both sides must be able to prove that nothing released was lost',
  'alert.withdrawn': 'what was shared must be able to be taken back',
  'watchlist.entry.removed': 'what was shared must be able to be taken back',
  receipt: 'the sender must learn what became of what it shared',
} as const;

export type AlwaysCrossingKind = keyof typeof ALWAYS_MAY_CROSS;

/** Of the receipts, those that go to the sender; `accepted` and `withheld` stay at home. */
export const RECEIPTS_THAT_CROSS = [
  'delivered',
  'refused',
  'displayed',
  'acknowledged',
  'not-acknowledged',
  'handed-back',
  'actioned',
  'superseded',
  'erased',
] as const;

/** What a decision cites in place of a clause for the kinds of this list. */
export const ALWAYS_CLAUSE = 'always-may-cross';

export function mayAlwaysCross(kind: string): kind is AlwaysCrossingKind {
  return Object.hasOwn(ALWAYS_MAY_CROSS, kind);
}
