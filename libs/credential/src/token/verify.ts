import { DIGEST_FORM } from '../bytes/digest.js';
import { refuse } from '../errors.js';
import type { VerificationKey } from '../keys/keys.js';
import { MAX_DISCLOSURES, MAX_TOKEN_BYTES } from '../limits/limits.js';
import { digest } from '../bytes/digest.js';
import { readJws, verifySignature } from './compact-jws.js';
import { type Disclosure, disclosureDigest, readDisclosure, refuseNesting } from './disclosures.js';
import { checkTimes, type ReadingTime } from './times.js';
import type { TokenType } from './token-type.js';

/** Finds a key in the reader's own records; the claims are not believed yet. Null: unknown, revoked or out of date. */
export type KeyOf = (kid: string, claims: Record<string, unknown>) => VerificationKey | null;

export interface VerifyOptions extends ReadingTime {
  typ: TokenType;
  keyOf: KeyOf;
  /**
   * True where the token must be as its originator issued it: a release JWT behind it is refused. Left out, one may
   * follow and stays unread, as when an auditor reads the originator's part of what crossed.
   */
  complete?: boolean;
}

export interface VerifiedToken {
  typ: TokenType;
  kid: string;
  /** The clear claims, without `_sd` and `_sd_alg`. */
  claims: Record<string, unknown>;
  groups: Map<string, unknown>;
  /** Group name to the disclosure as it stands in the token. */
  disclosures: Map<string, string>;
  jwt: string;
  /** SHA-256 of the signing input: with `iss`, `jti` and `ver` the identity of the message. */
  digest: string;
}

/**
 * Verifies a token of RFC 9901 by the stricter rules of docs/protocol.md. Nothing but the returned value may be used.
 * @throws CredentialError with the rule that was broken.
 */
export function verifyToken(token: string, options: VerifyOptions): VerifiedToken {
  const { jwt, disclosures: encoded, release } = splitToken(token);
  if (options.complete && release !== '') refuse('PSR_RELEASE_UNEXPECTED');

  const jws = readJws(jwt, options.typ);
  verifySignature(jws, options.keyOf(jws.kid, jws.payload));

  const { _sd: digests, _sd_alg: algorithm, ...claims } = jws.payload;
  checkTimes(claims, options);
  refuseNesting(claims);
  const disclosures = referencedDisclosures(encoded, readDigests(digests, algorithm), claims);
  return {
    typ: options.typ,
    kid: jws.kid,
    claims,
    groups: new Map(disclosures.map(({ name, value }) => [name, value])),
    disclosures: new Map(disclosures.map(({ name, encoded }) => [name, encoded])),
    jwt,
    digest: digest(jws.signingInput),
  };
}

export interface SplitToken {
  jwt: string;
  disclosures: string[];
  release: string;
}

/** `<jwt>~<disclosure>~…~<release JWT or nothing>` */
export function splitToken(
  token: string,
  { bytes, disclosures: most } = { bytes: MAX_TOKEN_BYTES, disclosures: MAX_DISCLOSURES },
): SplitToken {
  if (token.length > bytes) refuse('PSR_TOKEN_TOO_LARGE');
  // Bounded, so that a token made of separators is not taken apart.
  const parts = token.split('~', most + 3);
  if (parts.length > most + 2) refuse('PSR_DISCLOSURE_COUNT');
  const [jwt, ...rest] = parts;
  const release = rest.pop();
  if (jwt === undefined || release === undefined) return refuse('PSR_TOKEN_MALFORMED');
  return { jwt, disclosures: rest, release };
}

/** RFC 9901 §4.2.4; both or neither of `_sd` and `_sd_alg`, and SHA-256 only. */
function readDigests(digests: unknown, algorithm: unknown): Set<string> {
  if (digests === undefined && algorithm === undefined) return new Set();
  if (algorithm !== 'sha-256') return refuse('PSR_DIGESTS_MALFORMED');
  return distinctDigests(digests);
}

export function distinctDigests(digests: unknown): Set<string> {
  if (!Array.isArray(digests)) return refuse('PSR_DIGESTS_MALFORMED');
  if (!digests.every((each) => typeof each === 'string' && DIGEST_FORM.test(each)))
    refuse('PSR_DIGESTS_MALFORMED');
  const distinct = new Set(digests as string[]);
  return distinct.size === digests.length ? distinct : refuse('PSR_DIGEST_REPEATED');
}

/** RFC 9901 §7.1: every disclosure is referenced by exactly one digest and adds a name of its own. */
function referencedDisclosures(encoded: string[], digests: Set<string>, claims: object): Disclosure[] {
  const names = new Set<string>();
  return encoded.map((each) => {
    const disclosure = readDisclosure(each);
    // A digest is used up by its disclosure, so that the same disclosure twice is refused too.
    if (names.has(disclosure.name)) refuse('PSR_DISCLOSURE_REPEATED');
    if (!digests.delete(disclosureDigest(each))) refuse('PSR_DISCLOSURE_UNREFERENCED');
    if (Object.hasOwn(claims, disclosure.name)) refuse('PSR_DISCLOSURE_NAME');
    names.add(disclosure.name);
    return disclosure;
  });
}
