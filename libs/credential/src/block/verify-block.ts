import { digest } from '../bytes/digest.js';
import { isObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { MAX_BLOCK_BYTES, MAX_BLOCK_DISCLOSURES } from '../limits/limits.js';
import { readJws, verifySignature } from '../token/compact-jws.js';
import { disclosureDigest, memberDisclosure, refuseNesting, saltedParts } from '../token/disclosures.js';
import { checkTimes } from '../token/times.js';
import { BLOCK_TOKEN } from '../token/token-type.js';
import { distinctDigests, type SplitToken, splitToken, type VerifyOptions } from '../token/verify.js';
import { entryDigest } from './issue-block.js';

export interface VerifiedEntry {
  /** Its clear part, without `_sd`. */
  claims: Record<string, unknown>;
  /** SHA-256 over the RFC 8785 bytes of its signed members: with `iss`, `jti` and `ver` what this version is. */
  digest: string;
  groups: Map<string, unknown>;
  /** The disclosure of the entry itself, as it stands in the token. */
  element: string;
  /** Group name to its disclosure. */
  disclosures: Map<string, string>;
}

export interface VerifiedBlock {
  typ: typeof BLOCK_TOKEN;
  kid: string;
  /** The clear claims, without `ent` and `_sd_alg`. */
  claims: Record<string, unknown>;
  /** Those that are here, in the order they stand in. */
  entries: VerifiedEntry[];
  jwt: string;
  digest: string;
}

/**
 * Verifies a block (RFC 9901 §7.1) by the stricter rules of docs/protocol.md: every disclosure is one entry of `ent` or
 * one group of the entry before it, and no digest stands twice, wherever it stands.
 * @throws CredentialError with the rule that was broken.
 */
export function verifyBlock(token: string, options: Omit<VerifyOptions, 'typ'>): VerifiedBlock {
  const { jwt, disclosures, release } = splitBlock(token);
  if (options.complete && release !== '') refuse('PSR_RELEASE_UNEXPECTED');

  const jws = readJws(jwt, BLOCK_TOKEN);
  verifySignature(jws, options.keyOf(jws.kid, jws.payload));

  const { ent, _sd_alg: algorithm, ...claims } = jws.payload;
  checkTimes(claims, options);
  refuseNesting(claims);
  if (algorithm !== 'sha-256') refuse('PSR_DIGESTS_MALFORMED');
  const entries = readEntries(disclosures, elementDigests(ent));
  return { typ: BLOCK_TOKEN, kid: jws.kid, claims, entries, jwt, digest: digest(jws.signingInput) };
}

export const splitBlock = (token: string): SplitToken =>
  splitToken(token, { bytes: MAX_BLOCK_BYTES, disclosures: MAX_BLOCK_DISCLOSURES });

/** RFC 9901 §4.2.4.2: `{"...": digest}` and no other member. An entry in clear could not be withheld. */
function elementDigests(ent: unknown): Set<string> {
  if (!Array.isArray(ent)) return refuse('PSR_DIGESTS_MALFORMED');
  return distinctDigests(
    ent.map((each: unknown) =>
      isObject(each) && Object.keys(each).length === 1 ? each['...'] : refuse('PSR_DIGESTS_MALFORMED'),
    ),
  );
}

function readEntries(encoded: readonly string[], elements: Set<string>): VerifiedEntry[] {
  const seen = new Set(elements);
  const entries: VerifiedEntry[] = [];
  let unused = new Set<string>();
  for (const each of encoded) {
    const salted = saltedParts(each);
    if (salted.length === 1) {
      if (!elements.delete(disclosureDigest(each))) refuse('PSR_DISCLOSURE_UNREFERENCED');
      const { entry, digests } = readElement(salted[0], each);
      unused = digests;
      for (const known of digests) {
        if (seen.has(known)) refuse('PSR_DIGEST_REPEATED');
        seen.add(known);
      }
      entries.push(entry);
    } else addGroup(entries.at(-1), unused, salted, each);
  }
  return entries;
}

function readElement(value: unknown, element: string): { entry: VerifiedEntry; digests: Set<string> } {
  if (!isObject(value)) return refuse('PSR_DISCLOSURE_MALFORMED');
  const { _sd: digests, ...claims } = value;
  refuseNesting(claims);
  const entry = { claims, digest: entryDigest(value), groups: new Map(), element, disclosures: new Map() };
  return { entry, digests: digests === undefined ? new Set() : distinctDigests(digests) };
}

/** A digest is used up by its disclosure, so that the same one twice, or one of another entry, is refused. */
function addGroup(
  entry: VerifiedEntry | undefined,
  unused: Set<string>,
  salted: readonly unknown[],
  encoded: string,
): void {
  const { name, value } = memberDisclosure(salted, encoded);
  if (!entry || !unused.delete(disclosureDigest(encoded))) return refuse('PSR_DISCLOSURE_UNREFERENCED');
  if (entry.groups.has(name)) refuse('PSR_DISCLOSURE_REPEATED');
  if (Object.hasOwn(entry.claims, name)) refuse('PSR_DISCLOSURE_NAME');
  entry.groups.set(name, value);
  entry.disclosures.set(name, encoded);
}
