import { refuse } from '../errors.js';
import type { SigningKey } from '../keys/keys.js';
import { MAX_DISCLOSURES, MAX_TOKEN_BYTES, SALT_BYTES } from '../limits/limits.js';
import { signJws } from './compact-jws.js';
import { disclosureDigest, encodeDisclosure, isReservedName } from './disclosures.js';
import { digest } from '../bytes/digest.js';
import type { TokenType } from './token-type.js';

export type Randomness = (bytes: number) => Buffer;

export interface IssueInput {
  typ: TokenType;
  /** Clear for every reader. */
  claims: Record<string, unknown>;
  /** Each becomes one disclosure that can be dropped as a whole. */
  groups: Record<string, unknown>;
  /** Number of digests, decoys included, so that their count says nothing. 0 with no groups leaves `_sd` out. */
  padTo: number;
  key: SigningKey;
  random: Randomness;
}

export interface IssuedToken {
  /** `<jwt>~<disclosure>~…~` */
  token: string;
  /** SHA-256 of the signing input: the identity of the message, whatever is dropped later. */
  digest: string;
}

/** RFC 9901 §5, in the one form of docs/protocol.md: every group a top-level disclosure with a fresh 128-bit salt. */
export function issueToken({ typ, claims, groups, padTo, key, random }: IssueInput): IssuedToken {
  const names = Object.keys(groups);
  if (names.some((name) => isReservedName(name) || Object.hasOwn(claims, name)))
    refuse('PSR_DISCLOSURE_NAME');
  if (names.length > MAX_DISCLOSURES || names.length > padTo) refuse('PSR_DISCLOSURE_COUNT');

  const disclosures = names.map((name) => encodeDisclosure(random(SALT_BYTES), name, groups[name]));
  const decoys = Array.from({ length: padTo - names.length }, () => digest(random(32)));
  // Sorted, so that the order of the digests tells neither the order of the groups nor which are decoys.
  const digests = [...disclosures.map(disclosureDigest), ...decoys].sort();
  const payload = digests.length > 0 ? { ...claims, _sd: digests, _sd_alg: 'sha-256' } : claims;

  const { jws, digest: identity } = signJws(typ, payload, key);
  const token = `${[jws, ...disclosures].join('~')}~`;
  if (token.length > MAX_TOKEN_BYTES) refuse('PSR_TOKEN_TOO_LARGE');
  return { token, digest: identity };
}
