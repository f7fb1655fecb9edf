import { digest } from '../bytes/digest.js';
import { refuse } from '../errors.js';
import type { SigningKey } from '../keys/keys.js';
import { signJws } from '../token/compact-jws.js';
import type { VerifiedToken } from '../token/verify.js';
import type { ReleaseClaims } from './release-claims.js';

export const RELEASE_TYPE = 'kb+jwt';

export interface ReleaseStatement {
  key: SigningKey;
  /** `sd_hash` is computed here. */
  claims: Omit<ReleaseClaims, 'sd_hash'>;
}

/**
 * Drops every disclosure but those named, whole, and binds what remains to this release (RFC 9901 §4.3, §7.2).
 * The originator's bytes are passed on untouched, so that its signature survives.
 */
export function presentToken(
  verified: VerifiedToken,
  groups: readonly string[],
  release: ReleaseStatement,
): string {
  const kept = groups.map((group) => verified.disclosures.get(group) ?? refuse('PSR_GROUP_ABSENT', group));
  if (new Set(groups).size !== groups.length) refuse('PSR_DISCLOSURE_REPEATED');
  return releaseOf(verified, kept, release);
}

/** The originator's JWT with these disclosures, bound to the release. */
export function releaseOf(
  origin: Pick<VerifiedToken, 'jwt' | 'claims'>,
  kept: readonly string[],
  release: ReleaseStatement,
): string {
  const bound = boundKey(origin);
  if (bound !== null && bound !== release.key.kid) refuse('PSR_RELEASE_KEY');

  const presented = `${[origin.jwt, ...kept].join('~')}~`;
  const claims: ReleaseClaims = { ...release.claims, sd_hash: digest(presented) };
  return presented + signJws(RELEASE_TYPE, claims, release.key).jws;
}

/** The kid of the one release key that the originator allows (`cnf`, RFC 7800); null where it names none. */
export function boundKey({ claims }: Pick<VerifiedToken, 'claims'>): string | null {
  if (!('cnf' in claims)) return null;
  const kid = (claims['cnf'] as { kid?: unknown } | null)?.kid;
  return typeof kid === 'string' ? kid : refuse('PSR_CLAIM_TYPE', 'cnf');
}
