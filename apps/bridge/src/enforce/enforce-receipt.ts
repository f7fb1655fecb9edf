import { canonicalBytes, digest, presentToken } from '@passerelle/credential';
import { parseReceiptClaims } from '@passerelle/exchange-model';
import type { OutputRecord, SourceRecord, TransformContext } from '@passerelle/link';
import { decideRelease, RECEIPTS_THAT_CROSS, type ReleaseFacts } from '@passerelle/sharing-agreement';
import type { Enforcement } from './enforcement.js';
import { requireMatchingHints } from './hints.js';
import { openOutbound } from './open-outbound.js';
import { BridgeRecords, type Writer } from './records.js';
import { Refusal } from './refusal.js';
import { releaseFor } from './release.js';

/**
 * Lets a receipt of our node back to the originator of what it speaks of. Receipts carry no content and need no clause
 * (design §3.1), but only the kinds that are meant for the other side, and only about the other side's messages.
 */
export function enforceReceipt(
  record: SourceRecord,
  writer: Writer,
  context: TransformContext,
  enforcement: Enforcement,
): OutputRecord[] {
  const { verified, agreements } = openOutbound(record, 'passerelle-receipt+sd-jwt', 'receipt', enforcement);
  const claims = parseReceiptClaims(verified.claims);
  requireMatchingHints(record, {
    type: `receipt.${claims.rcp}`,
    source: claims.iss,
    key: String(record.key),
  });
  if (!(RECEIPTS_THAT_CROSS as readonly string[]).includes(claims.rcp))
    throw new Refusal('receipt-stays-home');
  if (claims.sub.nation !== agreements.partner) throw new Refusal('receipt-of-another');
  if (verified.groups.size > 0) throw new Refusal('receipt-with-content');

  const now = enforcement.clock.now();
  const under = agreements.governing(now);
  if (!under) throw new Refusal('unknown-agreement');
  const facts: ReleaseFacts = {
    direction: { from: enforcement.nation, to: agreements.partner },
    kind: 'receipt',
    ...(claims.pst !== undefined && { post: true }),
  };
  const decision = decideRelease(under, facts, now);
  if (decision.outcome !== 'release') throw new Refusal(`not-released-${decision.reason}`);
  const release = releaseFor(
    {
      present: (statement) => presentToken(verified, [], statement),
      partner: agreements,
      under,
      lane: 'receipt',
      decisionDigest: digest(canonicalBytes({ facts, decision })),
      approval: false,
      source: record,
    },
    context,
    enforcement,
  );
  const records = new BridgeRecords(enforcement, writer, now, String(record.key));
  return [
    release.record,
    records.evidence('released', {
      iss: claims.iss,
      jti: claims.sub.jti,
      version: claims.ver,
      partner: agreements.partner,
      agreement: under.hash,
      digest: verified.digest,
      releaseDigest: release.releaseDigest,
      reason: `receipt-${claims.rcp}`,
    }),
  ];
}
