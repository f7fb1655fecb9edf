import type { VerifiedEntry } from '@passerelle/credential';
import {
  type AlertDocument,
  type BlockClaims,
  type EntryClaims,
  entryGroupsOf,
  groupNamesOf,
  onceFor,
  parseEntryClaims,
} from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import { type ContentFacts, decideRelease, type ReleaseDecision } from '@passerelle/sharing-agreement';
import { requireInstruction } from './check-alert.js';
import type { AuthenticBlock } from './gate.js';
import { InboundRefusal, refusalCode } from './inbound-refusal.js';

/** An entry that arrived: taken in, or refused with a code while the others of its block are not. */
export interface CheckedEntry {
  verified: VerifiedEntry;
  claims: EntryClaims;
  refusal: string | null;
}

/**
 * Is this authentic block on its lane, under the hints that fit it, and which of its entries does the agreement allow?
 * As with an alert, every group that arrived must be released, and the approval is taken as stated (design §3.3). What
 * has expired is judged at the time our own broker took the record in: read again, it is judged alike.
 * @throws InboundRefusal, ExchangeModelError where the block as such is none
 */
export function checkBlock(
  { headers, key, timestamp }: KafkaRecord,
  message: AuthenticBlock,
  block: BlockClaims,
): CheckedEntry[] {
  const agrees =
    headers['ce_type'] === 'watchlist.block' && headers['ce_source'] === block.iss && key === block.jti;
  if (!agrees) throw new InboundRefusal('header-mismatch');
  if (message.lane !== 'watchlist') throw new InboundRefusal('wrong-lane');
  const { entries, release } = message.presentation;
  if (entries.length === 0) throw new InboundRefusal('block-empty');

  const at = new Date(release.iat * 1000);
  const decide = onceFor((facts: ContentFacts) => decideRelease(message.under, facts, at));
  return parseEntryClaims(entries.map((each) => each.claims)).map((claims, index) => {
    const verified = entries[index] as VerifiedEntry;
    return {
      verified,
      claims,
      refusal: refusalOf(() => checkEntry(verified, claims, message, block, decide, timestamp)),
    };
  });
}

function checkEntry(
  { groups: filled }: VerifiedEntry,
  claims: EntryClaims,
  { partner, presentation }: AuthenticBlock,
  { lst }: BlockClaims,
  decide: (facts: ContentFacts) => ReleaseDecision,
  arrived: Date,
): void {
  const groups = groupNamesOf(filled);
  if (claims.act === 'remove') {
    if (groups.length > 0) throw new InboundRefusal('withdrawal-with-content');
    return;
  }
  if (claims.exp * 1000 <= arrived.getTime()) throw new InboundRefusal('expired');
  if (groups.some((group) => !entryGroupsOf(lst).includes(group)))
    throw new InboundRefusal('not-of-this-list');
  const decision = decide({
    direction: { from: partner.partner, to: partner.nation },
    kind: 'watchlist.entry',
    category: claims.cat,
    urgency: claims.urg,
    handling: claims.hnd,
    status: claims.sta,
    groups,
    approval: presentation.release.apr,
  });
  if (decision.outcome !== 'release') throw new InboundRefusal(`not-released-${decision.reason}`);
  if (decision.groups.length !== groups.length) throw new InboundRefusal('group-not-released');
  requireInstruction(filled.get('instruction') as AlertDocument, claims);
}

function refusalOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    const reason = refusalCode(error);
    if (reason === null) throw error;
    return reason;
  }
}
