import { DIGEST, NATION, shape, type Shape } from '@passerelle/exchange-model';
import { refuse } from '../errors.js';

const { boolean, integer, object, shaped, text } = shape;

/** What the originator's bridge states when it lets a message through (docs/protocol.md, `kb+jwt`). */
export interface ReleaseClaims {
  /** The partner nation. */
  aud: string;
  /** Seconds since 1970. */
  iat: number;
  /** `agr/from>to/topic/partition/sequence`, see `parseReleaseNonce`. */
  nonce: string;
  /** RFC 9901 §4.3.1: over the bytes presented. */
  sd_hash: string;
  /** Hash of the agreement in force at the decision. */
  agh: string;
  /** Whether a release authority approved. */
  apr: boolean;
  /** Digest of the decision record. */
  dec: string;
}

/** Where in which stream the message stands: what a gap or a repetition shows by. */
export interface ReleaseNonce {
  agreement: string;
  from: string;
  to: string;
  topic: string;
  partition: number;
  sequence: bigint;
}

const NONCE =
  /^(?<agreement>[A-Za-z0-9._-]+)\/(?<from>[A-Z]{2})>(?<to>[A-Z]{2})\/(?<topic>[a-z0-9._-]+)\/(?<partition>0|[1-9]\d{0,5})\/(?<sequence>0|[1-9]\d{0,18})$/;

export function formatReleaseNonce({
  agreement,
  from,
  to,
  topic,
  partition,
  sequence,
}: ReleaseNonce): string {
  return `${agreement}/${from}>${to}/${topic}/${partition}/${sequence}`;
}

/** @throws CredentialError `PSR_RELEASE_NONCE` for anything but the canonical form. */
export function parseReleaseNonce(nonce: string): ReleaseNonce {
  const { agreement, from, to, topic, partition, sequence } = NONCE.exec(nonce)?.groups ?? {};
  if (!agreement || !from || !to || !topic || !partition || !sequence) return refuse('PSR_RELEASE_NONCE');
  return { agreement, from, to, topic, partition: Number(partition), sequence: BigInt(sequence) };
}

/** Any text here: what it must equal is known only to who checks the presentation, which has a code for each. */
const said = (pattern: RegExp): Shape<string> =>
  shaped({ type: 'string', pattern: pattern.source }, text(/^/));

export const releaseClaimsShape: Shape<ReleaseClaims> = object({
  aud: said(NATION),
  iat: integer(0),
  nonce: said(NONCE),
  sd_hash: said(DIGEST),
  agh: said(DIGEST),
  apr: boolean,
  dec: said(DIGEST),
});

export function readReleaseClaims(payload: Record<string, unknown>): ReleaseClaims {
  return releaseClaimsShape(payload, '', (path) => refuse('PSR_CLAIM_TYPE', path.slice(1)));
}
