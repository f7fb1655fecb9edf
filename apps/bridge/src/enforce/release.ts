import { digest, formatReleaseNonce, type ReleaseStatement, seal } from '@passerelle/credential';
import type { StreamPlace } from '@passerelle/exchange-model';
import type { Lane } from '@passerelle/kafka';
import type { OutputRecord, SourceRecord, TransformContext } from '@passerelle/link';
import type { PartnerAgreements } from '@passerelle/keys';
import type { AgreementInForce } from '@passerelle/sharing-agreement';
import type { Enforcement } from './enforcement.js';
import { hintsOf } from './hints.js';

export interface Release {
  record: OutputRecord;
  /** SHA-256 of the release's signing input. */
  releaseDigest: string;
  /** Where in which stream the partner will find it. */
  place: StreamPlace;
}

interface ReleaseInput {
  /** Drops every disclosure that was not decided and signs the statement over the rest. */
  present: (release: ReleaseStatement) => string;
  partner: PartnerAgreements;
  under: AgreementInForce;
  lane: Lane;
  decisionDigest: string;
  approval: boolean;
  source: SourceRecord;
}

/**
 * Signs what is left of a message for one audience, place and sequence, and seals it for the partner's gate (RFC 9901 §4.3; docs/protocol.md, "Messages").
 */
export function releaseFor(
  input: ReleaseInput,
  context: TransformContext,
  enforcement: Enforcement,
): Release {
  const { partner, under, lane, source } = input;
  const { nation, topics, clock, releaseKey } = enforcement;
  const topic = topics.released(partner.partner, lane);
  const sequence = context.nextSequence(topic, source.partition);
  const nonce = formatReleaseNonce({
    agreement: under.agreement.id,
    from: nation,
    to: partner.partner,
    topic,
    partition: source.partition,
    sequence,
  });
  const presentation = input.present({
    key: releaseKey,
    claims: {
      aud: partner.partner,
      iat: Math.floor(clock.now().getTime() / 1000),
      nonce,
      agh: under.hash,
      apr: input.approval,
      dec: input.decisionDigest,
    },
  });
  return {
    releaseDigest: releaseDigestOf(presentation),
    place: { lane, partition: source.partition, sequence: String(sequence) },
    record: {
      topic,
      partition: source.partition,
      key: String(source.key),
      value: seal(presentation, partner.gateKey(partner.partner, clock.now()), { zip: true }),
      headers: hintsOf(source),
    },
  };
}

function releaseDigestOf(presentation: string): string {
  const jwt = presentation.slice(presentation.lastIndexOf('~') + 1);
  return digest(jwt.slice(0, jwt.lastIndexOf('.')));
}
