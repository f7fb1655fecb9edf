import { digest } from '../bytes/digest.js';
import { refuse } from '../errors.js';
import { MAX_RELEASE_AGE_SECONDS } from '../limits/limits.js';
import { type ReadJws, readJws, verifySignature } from '../token/compact-jws.js';
import { ALERT_TOKEN, BLOCK_TOKEN } from '../token/token-type.js';
import {
  type KeyOf,
  splitToken,
  type VerifiedToken,
  type VerifyOptions,
  verifyToken,
} from '../token/verify.js';
import { boundKey, RELEASE_TYPE } from './present.js';
import {
  parseReleaseNonce,
  readReleaseClaims,
  type ReleaseClaims,
  type ReleaseNonce,
} from './release-claims.js';

export interface PresentationOptions extends Pick<VerifyOptions, 'typ' | 'now' | 'clockToleranceSeconds'> {
  originKeyOf: KeyOf;
  releaseKeyOf: KeyOf;
  /** The reader's own nation. */
  audience: string;
  /** Default 14 days. */
  maxReleaseAgeSeconds?: number;
}

/** Who let a message through, for whom, and where in which stream. */
export interface VerifiedRelease {
  release: ReleaseClaims;
  nonce: ReleaseNonce;
  /** SHA-256 of the release's signing input. */
  releaseDigest: string;
}

export type VerifiedPresentation = VerifiedToken & VerifiedRelease;

/**
 * Verifies who said it, who let it through, for whom, and that exactly these bytes were meant (RFC 9901 §7.3).
 * Whether the agreement allows the groups that arrived is the caller's next question.
 * @throws CredentialError with the rule that was broken.
 */
export function verifyPresentation(presentation: string, options: PresentationOptions): VerifiedPresentation {
  const { release: releaseJwt } = splitToken(presentation);
  if (releaseJwt === '') return refuse('PSR_RELEASE_MISSING');
  const verified = verifyToken(presentation, { ...options, keyOf: options.originKeyOf });
  return { ...verified, ...verifyRelease(presentation, releaseJwt, verified, options) };
}

type Origin = Pick<VerifiedToken, 'typ' | 'claims'>;

/** The release behind a token whose origin is proven. */
export function verifyRelease(
  presentation: string,
  releaseJwt: string,
  verified: Origin,
  options: Omit<PresentationOptions, 'typ'>,
): VerifiedRelease {
  const jws = readJws(releaseJwt, RELEASE_TYPE);
  checkBinding(jws, verified);
  verifySignature(jws, options.releaseKeyOf(jws.kid, verified.claims));
  const release = readReleaseClaims(jws.payload);
  const presented = presentation.slice(0, -releaseJwt.length);
  if (release.sd_hash !== digest(presented)) refuse('PSR_RELEASE_DIGEST');
  if (release.aud !== options.audience) refuse('PSR_RELEASE_AUDIENCE');
  checkReleaseTime(release, verified, options);
  return { release, nonce: checkNonce(release, verified), releaseDigest: digest(jws.signingInput) };
}

/** An alert or a block always names the key that may release it; a receipt may leave that to the agreement. */
function checkBinding({ kid }: ReadJws, verified: Origin): void {
  const bound = boundKey(verified);
  const named = verified.typ === ALERT_TOKEN || verified.typ === BLOCK_TOKEN;
  if (bound === null ? named : bound !== kid) refuse('PSR_RELEASE_KEY');
}

/** A release may have waited for days at a cut link: its age is bounded, not its freshness. */
function checkReleaseTime(
  { iat }: ReleaseClaims,
  { claims }: Origin,
  options: Omit<PresentationOptions, 'typ'>,
): void {
  const { now, clockToleranceSeconds, maxReleaseAgeSeconds = MAX_RELEASE_AGE_SECONDS } = options;
  const seconds = now.getTime() / 1000;
  const beforeIssue = iat < (claims['iat'] as number) - clockToleranceSeconds;
  const inFuture = iat > seconds + clockToleranceSeconds;
  if (beforeIssue || inFuture || iat < seconds - maxReleaseAgeSeconds) refuse('PSR_RELEASE_TIME');
}

function checkNonce({ nonce, aud }: ReleaseClaims, { claims }: Origin): ReleaseNonce {
  const read = parseReleaseNonce(nonce);
  const matches = read.to === aud && read.from === claims['iss'] && read.agreement === claims['agr'];
  return matches ? read : refuse('PSR_RELEASE_NONCE');
}
