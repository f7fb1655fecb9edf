import { canonicalBytes, digest, presentToken } from '@passerelle/credential';
import { parseControlClaims } from '@passerelle/exchange-model';
import type { OutputRecord, SourceRecord, TransformContext } from '@passerelle/link';
import { decideRelease, type ReleaseFacts } from '@passerelle/sharing-agreement';
import type { Enforcement } from './enforcement.js';
import { requireMatchingHints } from './hints.js';
import { openOutbound } from './open-outbound.js';
import { BridgeRecords, type Writer } from './records.js';
import { Refusal } from './refusal.js';
import { releaseFor } from './release.js';

/**
 * Lets our node speak to the partner's about the exchange itself. The closed list may always cross (design §3.1): also
 * when no agreement is in force any more, as long as the last one says by which keys the other side is known.
 */
export function enforceControl(
  record: SourceRecord,
  writer: Writer,
  context: TransformContext,
  enforcement: Enforcement,
): OutputRecord[] {
  const { verified, agreements } = openOutbound(record, 'passerelle-control+sd-jwt', 'receipt', enforcement);
  const claims = parseControlClaims(verified.claims);
  requireMatchingHints(record, { type: claims.ctl, source: claims.iss, key: String(record.key) });
  if (verified.groups.size > 0) throw new Refusal('control-with-content');

  const now = enforcement.clock.now();
  const under = agreements.governing(now);
  if (!under) throw new Refusal('unknown-agreement');
  const facts: ReleaseFacts = {
    direction: { from: enforcement.nation, to: agreements.partner },
    kind: claims.ctl,
  };
  const decision = decideRelease(under, facts, now);
  if (decision.outcome !== 'release') throw new Refusal(`not-released-${decision.reason}`);
  const release = releaseFor(
    {
      present: (statement) => presentToken(verified, [], statement),
      partner: agreements,
      under,
      lane: 'control',
      decisionDigest: digest(canonicalBytes({ facts, decision })),
      approval: false,
      source: record,
    },
    context,
    enforcement,
  );
  // A heartbeat says nothing that anybody would have to prove: evidence is written when it stops and when it comes back.
  if (claims.ctl === 'heartbeat') return [release.record];
  const records = new BridgeRecords(enforcement, writer, now, String(record.key));
  return [
    release.record,
    records.evidence('released', {
      iss: claims.iss,
      jti: claims.jti,
      partner: agreements.partner,
      agreement: under.hash,
      digest: verified.digest,
      releaseDigest: release.releaseDigest,
      reason: claims.ctl.replace('.', '-'),
    }),
  ];
}
