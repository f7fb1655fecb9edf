import {
  canonicalBytes,
  derivedId,
  digest,
  issueToken,
  presentBlock,
  type VerifiedBlock,
  type VerifiedEntry,
} from '@passerelle/credential';
import {
  blockDecisions,
  type BlockClaims,
  type EntryClaims,
  type EntryOutcome,
  onceFor,
  parseBlockClaims,
  parseEntryClaims,
  type StreamPlace,
} from '@passerelle/exchange-model';
import type { OutputRecord, SourceRecord, TransformContext } from '@passerelle/link';
import {
  type AgreementInForce,
  decideRelease,
  type ReleaseDecision,
  type ReleaseFacts,
} from '@passerelle/sharing-agreement';
import { contentGroups, derivedFlags } from './enforce-alert.js';
import type { Enforcement } from './enforcement.js';
import { requireMatchingHints } from './hints.js';
import { type Outbound, openOutboundBlock } from './open-outbound.js';
import { BridgeRecords, type Writer } from './records.js';
import { Refusal } from './refusal.js';
import { releaseFor } from './release.js';

interface DecidedEntry {
  verified: VerifiedEntry;
  jti: string;
  ver: number;
  facts: ReleaseFacts;
  decision: ReleaseDecision;
}

/**
 * Decides about each entry of a block as about an alert, and releases those that may cross under one signature: what is
 * withheld leaves no trace but a digest among decoys. One decision record, one outcome, one receipt for the block.
 * @throws Refusal, CredentialError or ExchangeModelError when it is no block of this nation's node: quarantined whole
 */
export function enforceBlock(
  record: SourceRecord,
  writer: Writer,
  context: TransformContext,
  enforcement: Enforcement,
): OutputRecord[] {
  const opened = openOutboundBlock(record, enforcement);
  const { verified, agreements } = opened;
  const claims = parseBlockClaims(verified.claims);
  requireMatchingHints(record, { type: 'watchlist.block', source: claims.iss, key: claims.jti });
  if (verified.entries.length === 0) throw new Refusal('block-empty');

  const now = enforcement.clock.now();
  const inForce = agreements.governing(now);
  const decided = decideEntries(opened, inForce, now, enforcement.nation);

  const records = new BridgeRecords(enforcement, writer, now, claims.jti);
  const agreement = inForce && {
    id: inForce.agreement.id,
    version: inForce.agreement.version,
    hash: inForce.hash,
  };
  const recorded = records.decision({ jti: claims.jti, ver: 1, agreement, ...blockDecisions(decided) });
  const about = {
    iss: claims.iss,
    jti: claims.jti,
    version: 1,
    partner: agreements.partner,
    ...(agreement && { agreement: agreement.hash }),
    digest: verified.digest,
    decisionDigest: recorded.digest,
  };
  const under = inForce ?? agreements.latest();
  const releasable = under ? decided.filter(({ decision }) => decision.outcome === 'release') : [];
  const outcomes = decided.map((entry) => outcomeOf(entry, releasable.includes(entry)));
  const withheld = outcomes.filter(({ outcome }) => outcome === 'withheld');
  const outputs = [recorded.record, records.evidence('decided', about)];
  let place: StreamPlace | undefined;
  if (under && releasable.length > 0) {
    const release = releaseFor(
      {
        present: (statement) => presentBlock(verified, keptOf(releasable), statement),
        partner: agreements,
        under,
        lane: 'watchlist',
        decisionDigest: recorded.digest,
        approval: false,
        source: record,
      },
      context,
      enforcement,
    );
    const released = records.evidence('released', { ...about, releaseDigest: release.releaseDigest });
    place = release.place;
    outputs.unshift(release.record);
    outputs.push(released);
  }
  if (withheld.length > 0) outputs.push(records.evidence('withheld', about));
  const outcome = records.outcome({
    jti: claims.jti,
    partner: agreements.partner,
    agreement,
    entries: outcomes,
    digest: verified.digest,
    decisionDigest: recorded.digest,
    ...(place && { place }),
    ...(withheld.length > 0 && {
      receipt: withheldReceipt(claims, agreement?.hash, withheld, now, enforcement),
    }),
  });
  return [...outputs, outcome];
}

function decideEntries(
  { verified, agreements }: Outbound<VerifiedBlock>,
  inForce: AgreementInForce | null,
  now: Date,
  nation: string,
): DecidedEntry[] {
  const direction = { from: nation, to: agreements.partner };
  const decide = onceFor((facts: ReleaseFacts) => decideRelease(inForce, facts, now));
  const claims = parseEntryClaims(verified.entries.map((entry) => entry.claims));
  return verified.entries.map((entry, index) => {
    const { jti, ver, ...clear } = claims[index] as EntryClaims;
    const facts = factsOf(entry, clear, direction, now);
    return { verified: entry, jti, ver, facts, decision: decide(facts) };
  });
}

function factsOf(
  entry: VerifiedEntry,
  { act, cat, urg, hnd, sta }: Omit<EntryClaims, 'jti' | 'ver'>,
  direction: ReleaseFacts['direction'],
  now: Date,
): ReleaseFacts {
  if (act === 'remove') {
    if (entry.groups.size > 0) throw new Refusal('withdrawal-with-content');
    return { direction, kind: 'watchlist.entry.removed' };
  }
  return {
    direction,
    kind: 'watchlist.entry',
    category: cat,
    urgency: urg,
    handling: hnd,
    status: sta,
    groups: contentGroups(entry),
    flags: derivedFlags(entry, now),
    approval: false,
  };
}

const keptOf = (entries: readonly DecidedEntry[]): Map<VerifiedEntry, readonly string[]> =>
  new Map(
    entries.map(({ verified, decision }) => [
      verified,
      decision.outcome === 'release' ? decision.groups : [],
    ]),
  );

function outcomeOf({ jti, ver, decision }: DecidedEntry, released: boolean): EntryOutcome {
  const clause = decision.clause === undefined ? {} : { clause: decision.clause };
  if (released) return { jti, ver, outcome: 'released', ...clause };
  const reason = decision.outcome === 'release' ? 'no-agreement' : decision.reason;
  return { jti, ver, outcome: 'withheld', ...clause, reason };
}

/** The bridge's own statement of which entries stayed here, and why; it stays in the nation. Decided alike, it has the same id. */
function withheldReceipt(
  { iss, jti, agr }: BlockClaims,
  agreementHash: string | undefined,
  withheld: readonly EntryOutcome[],
  now: Date,
  { releaseKey, random, nation }: Enforcement,
): string {
  const which = digest(canonicalBytes(withheld));
  const { token } = issueToken({
    typ: 'passerelle-receipt+sd-jwt',
    claims: {
      iss: nation,
      jti: derivedId('receipt', nation, 'withheld', jti, agreementHash ?? null, which),
      iat: Math.floor(now.getTime() / 1000),
      agr,
      sub: `${iss}:${jti}`,
      ver: 1,
      rcp: 'withheld',
      ent: withheld.map((entry) => ({
        jti: entry.jti,
        ver: entry.ver,
        ...(entry.clause !== undefined && { cls: entry.clause }),
        ...(entry.reason !== undefined && { rsn: entry.reason }),
      })),
      rol: 'bridge',
    },
    groups: {},
    padTo: 0,
    key: releaseKey,
    random,
  });
  return token;
}
