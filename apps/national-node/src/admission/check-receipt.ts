import type { ReceiptClaims } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import { decideRelease, RECEIPTS_THAT_CROSS } from '@passerelle/sharing-agreement';
import type { AuthenticMessage } from './gate.js';
import { InboundRefusal } from './inbound-refusal.js';

/**
 * Is this authentic receipt one that may cross, on its lane, under the hints that fit it, about a message of ours?
 * What our own bridge would not let out is not taken in either: a post needs its article (design §3.3).
 * @throws InboundRefusal
 */
export function checkReceipt(
  { headers }: KafkaRecord,
  { lane, partner, presentation, under }: AuthenticMessage,
  claims: ReceiptClaims,
): void {
  if (lane !== 'receipt') throw new InboundRefusal('wrong-lane');
  if (headers['ce_type'] !== `receipt.${claims.rcp}` || headers['ce_source'] !== claims.iss) {
    throw new InboundRefusal('header-mismatch');
  }
  if (!(RECEIPTS_THAT_CROSS as readonly string[]).includes(claims.rcp))
    throw new InboundRefusal('receipt-stays-home');
  if (claims.sub.nation !== partner.nation) throw new InboundRefusal('receipt-of-another');
  if (presentation.groups.size > 0) throw new InboundRefusal('receipt-with-content');
  const facts = {
    direction: { from: partner.partner, to: partner.nation },
    kind: 'receipt',
    ...(claims.pst !== undefined && { post: true }),
  } as const;
  const decision = decideRelease(under, facts, new Date(presentation.release.iat * 1000));
  if (decision.outcome !== 'release') throw new InboundRefusal(`not-released-${decision.reason}`);
}
