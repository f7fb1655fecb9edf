import { digest } from '../bytes/digest.js';
import { refuse } from '../errors.js';
import { MAX_RELEASE_AGE_SECONDS } from '../limits/limits.js';
import { type ReadJws, readJws, verifySignature } from '../token/compact-jws.js';
import { ALERT_TOKEN } from '../token/token-type.js';
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

export interface VerifiedPresentation extends VerifiedToken {
  release: ReleaseClaims;
  nonce: ReleaseNonce;
  /** SHA-256 of the release's signing input. */
  releaseDigest: string;
}

/**
 * Verifies who said it, who let it through, for whom, and that exactly these bytes were meant (RFC 9901 §7.3).
 * Whether the agreement allows the groups that arrived is the caller's next question.
 * @throws CredentialError with the rule that was broken.
 */
export function verifyPresentation(presentation: string, options: PresentationOptions): VerifiedPresentation {
  const { release: releaseJwt } = splitToken(presentation);
  if (releaseJwt === '') return refuse('PSR_RELEASE_MISSING');
  const verified = verifyToken(presentation, { ...options, keyOf: options.originKeyOf });

  const jws = readJws(releaseJwt, RELEASE_TYPE);
  checkBinding(jws, verified);
  verifySignature(jws, options.releaseKeyOf(jws.kid, verified.claims));
  const release = readReleaseClaims(jws.payload);
  const presented = presentation.slice(0, -releaseJwt.length);
  if (release.sd_hash !== digest(presented)) refuse('PSR_RELEASE_DIGEST');
  if (release.aud !== options.audience) refuse('PSR_RELEASE_AUDIENCE');
  checkReleaseTime(release, verified, options);
  return {
    ...verified,
    release,
    nonce: checkNonce(release, verified),
    releaseDigest: digest(jws.signingInput),
  };
}

/** An alert always names the key that may release it; a receipt may leave that to the agreement. */
function checkBinding({ kid }: ReadJws, verified: VerifiedToken): void {
  const bound = boundKey(verified);
  if (bound === null ? verified.typ === ALERT_TOKEN : bound !== kid) refuse('PSR_RELEASE_KEY');
}

/** A release may have waited for days at a cut link: its age is bounded, not its freshness. */
function checkReleaseTime(
  { iat }: ReleaseClaims,
  { claims }: VerifiedToken,
  options: PresentationOptions,
): void {
  const { now, clockToleranceSeconds, maxReleaseAgeSeconds = MAX_RELEASE_AGE_SECONDS } = options;
  const seconds = now.getTime() / 1000;
  const beforeIssue = iat < (claims['iat'] as number) - clockToleranceSeconds;
  const inFuture = iat > seconds + clockToleranceSeconds;
  if (beforeIssue || inFuture || iat < seconds - maxReleaseAgeSeconds) refuse('PSR_RELEASE_TIME');
}

function checkNonce({ nonce, aud }: ReleaseClaims, { claims }: VerifiedToken): ReleaseNonce {
  const read = parseReleaseNonce(nonce);
  const matches = read.to === aud && read.from === claims['iss'] && read.agreement === claims['agr'];
  return matches ? read : refuse('PSR_RELEASE_NONCE');
}
