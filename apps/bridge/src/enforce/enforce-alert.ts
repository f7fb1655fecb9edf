import {
  flagsOfGroups,
  FLAGS_GROUP,
  type GroupName,
  groupNamesOf,
  type Groups,
  parseClearClaims,
  parseFlags,
  type ClearClaims,
  type CodedFlags,
} from '@passerelle/exchange-model';
import { derivedId, issueToken, presentToken, type VerifiedToken } from '@passerelle/credential';
import type { Lane } from '@passerelle/kafka';
import type { OutputRecord, SourceRecord, TransformContext } from '@passerelle/link';
import { decideRelease, type ReleaseDecision, type ReleaseFacts } from '@passerelle/sharing-agreement';
import type { Enforcement } from './enforcement.js';
import { requireMatchingHints } from './hints.js';
import { openOutbound, type OutboundToken } from './open-outbound.js';
import { BridgeRecords, type Writer } from './records.js';
import { Refusal } from './refusal.js';
import { releaseFor } from './release.js';

const KIND = { issue: 'alert.issued', update: 'alert.updated', withdraw: 'alert.withdrawn' } as const;

/**
 * Decides about one alert and releases or withholds it: open → verify → decide → strip and sign and seal → record.
 * @throws Refusal, CredentialError or ExchangeModelError when it is no alert of this nation's node: quarantined
 */
export function enforceAlert(
  record: SourceRecord,
  lane: Lane,
  writer: Writer,
  context: TransformContext,
  enforcement: Enforcement,
): OutputRecord[] {
  const opened = openOutbound(record, 'passerelle-alert+sd-jwt', 'origin', enforcement);
  const { verified, agreements } = opened;
  const claims = parseClearClaims(verified.claims);
  requireMatchingHints(record, { type: KIND[claims.act], source: claims.iss, key: claims.thr });
  requireLane(lane, claims);

  const now = enforcement.clock.now();
  const inForce = agreements.governing(now);
  const facts = factsOf(opened, claims, now, enforcement.nation);
  const decision = decideRelease(inForce, facts, now);

  const records = new BridgeRecords(enforcement, writer, now, claims.thr);
  const agreement = inForce && {
    id: inForce.agreement.id,
    version: inForce.agreement.version,
    hash: inForce.hash,
  };
  const recorded = records.decision({ jti: claims.jti, ver: claims.ver, agreement, facts, decision });
  const about = {
    iss: claims.iss,
    jti: claims.jti,
    version: claims.ver,
    partner: agreements.partner,
    ...(agreement && { agreement: agreement.hash }),
    digest: verified.digest,
    decisionDigest: recorded.digest,
  };
  const outcome = {
    jti: claims.jti,
    ver: claims.ver,
    partner: agreements.partner,
    agreement,
    ...(decision.clause !== undefined && { clause: decision.clause }),
    digest: verified.digest,
    decisionDigest: recorded.digest,
  };
  const decided = [recorded.record, records.evidence('decided', about)];

  // A withdrawal may cross when nothing is in force any more; it then cites the last version both signed.
  const under = inForce ?? agreements.latest();
  if (decision.outcome === 'release' && under) {
    const release = releaseFor(
      {
        present: (statement) => presentToken(verified, decision.groups, statement),
        partner: agreements,
        under,
        lane,
        decisionDigest: recorded.digest,
        approval: facts.approval ?? false,
        source: record,
      },
      context,
      enforcement,
    );
    return [
      release.record,
      ...decided,
      records.evidence('released', { ...about, releaseDigest: release.releaseDigest }),
      records.outcome({ ...outcome, outcome: 'released', place: release.place }),
    ];
  }
  const reason = decision.outcome === 'release' ? 'no-agreement' : decision.reason;
  const receipt = withheldReceipt(
    claims,
    verified.digest,
    decision,
    reason,
    agreement?.hash,
    now,
    enforcement,
  );
  return [
    ...decided,
    records.evidence('withheld', { ...about, reason }),
    records.outcome({ ...outcome, outcome: 'withheld', reason, receipt }),
  ];
}

/** What the decision may depend on; the flags are derived again from the complete token, never taken on trust. */
function factsOf(
  { verified, agreements }: OutboundToken,
  claims: ClearClaims,
  now: Date,
  nation: string,
): ReleaseFacts {
  const direction = { from: nation, to: agreements.partner };
  const common = {
    direction,
    category: claims.cat,
    urgency: claims.urg,
    handling: claims.hnd,
    status: claims.sta,
    groups: contentGroups(verified),
    approval: false,
  };
  const kind = KIND[claims.act];
  if (kind === 'alert.withdrawn') {
    if (common.groups.length > 0) throw new Refusal('withdrawal-with-content');
    return { ...common, kind };
  }
  return { ...common, kind, flags: derivedFlags(verified, now) };
}

export function contentGroups({ groups }: Pick<VerifiedToken, 'groups'>): GroupName[] {
  return groupNamesOf(new Map([...groups].filter(([name]) => name !== FLAGS_GROUP)));
}

export function derivedFlags({ groups }: Pick<VerifiedToken, 'groups'>, now: Date): CodedFlags {
  const claimed = parseFlags(groups.get(FLAGS_GROUP));
  if (!claimed) throw new Refusal('flags-missing');
  return flagsOfGroups(Object.fromEntries(groups) as Groups, claimed, now);
}

/** Urgency decides the lane, and a withdrawal is always urgent; a message on another lane is refused. */
function requireLane(lane: Lane, { act, urg }: ClearClaims): void {
  const expected = act === 'withdraw' || urg === 'urgent' ? 'alert.urgent' : 'alert.routine';
  if (lane !== expected) throw new Refusal('wrong-lane');
}

/** The bridge's own statement that nothing left, and why; it stays in the nation. Decided alike, it has the same id. */
function withheldReceipt(
  claims: ClearClaims,
  digest: string,
  decision: ReleaseDecision,
  reason: string,
  agreementHash: string | undefined,
  now: Date,
  { releaseKey, random, nation }: Enforcement,
): string {
  const why = [agreementHash ?? null, decision.clause ?? null, reason];
  const { token } = issueToken({
    typ: 'passerelle-receipt+sd-jwt',
    claims: {
      iss: nation,
      jti: derivedId('receipt', nation, 'withheld', claims.jti, claims.ver, digest, ...why),
      iat: Math.floor(now.getTime() / 1000),
      agr: claims.agr,
      sub: `${claims.iss}:${claims.jti}`,
      ver: claims.ver,
      rcp: 'withheld',
      ...(decision.clause !== undefined && { cls: decision.clause }),
      rsn: reason,
      rol: 'bridge',
    },
    groups: {},
    padTo: 0,
    key: releaseKey,
    random,
  });
  return token;
}
