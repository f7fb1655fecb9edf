import { canonicalBytes } from '../bytes/canonical.js';
import { digest } from '../bytes/digest.js';
import { refuse } from '../errors.js';
import type { SigningKey } from '../keys/keys.js';
import { MAX_BLOCK_BYTES, SALT_BYTES } from '../limits/limits.js';
import { signJws } from '../token/compact-jws.js';
import { disclosureDigest, encodeDisclosure, encodeElement, isReservedName } from '../token/disclosures.js';
import type { IssuedToken, Randomness } from '../token/issue.js';
import { BLOCK_TOKEN } from '../token/token-type.js';

/** One entry of a block: its clear part, and groups of which each can be dropped as a whole. */
export interface BlockEntry {
  /** Clear for every reader the entry was released to. */
  claims: Record<string, unknown>;
  groups: Record<string, unknown>;
}

export interface IssueBlockInput {
  /** Clear for every reader of the block. */
  claims: Record<string, unknown>;
  entries: readonly BlockEntry[];
  /** Digests of an entry's groups, decoys included. 0 where none may have groups. */
  padGroupsTo: number;
  /** Digests of entries, decoys included: what was withheld can not be told from what never was. */
  padEntriesTo: number;
  key: SigningKey;
  random: Randomness;
}

export interface IssuedBlock extends IssuedToken {
  /** Of each entry, in their order. */
  entries: { digest: string; disclosures: string[] }[];
}

/**
 * RFC 9901 §4.2.6, in the one form of docs/protocol.md: `ent` holds nothing but `{"...": digest}`; an entry is an array
 * element that can be dropped whole, and holds the digests of its groups itself. One signature for all.
 */
export function issueBlock(input: IssueBlockInput): IssuedBlock {
  const entries = input.entries.map((entry) => issueEntry(entry, input));
  const disclosures = entries.map((entry) => entry.disclosures);
  return { ...signEntries({ ...input, entries: disclosures }), entries };
}

export interface ReissueBlockInput extends Omit<IssueBlockInput, 'entries' | 'padGroupsTo'> {
  /** Of each entry the disclosures it was issued with, its own first. */
  entries: readonly (readonly string[])[];
}

/**
 * Entries issued before, under a signature anew: what each of them is, its digest, stays as it was, so that a reader
 * who knows it finds it known.
 */
export const reissueBlock = (input: ReissueBlockInput): IssuedToken => signEntries(input);

function signEntries({ claims, entries, padEntriesTo, key, random }: ReissueBlockInput): IssuedToken {
  if (entries.length > padEntriesTo) refuse('PSR_DISCLOSURE_COUNT');
  const digests = entries.map(([element = '']) => disclosureDigest(element));
  const all = [...digests, ...decoys(padEntriesTo - entries.length, random)].sort();
  const payload = { ...claims, ent: all.map((each) => ({ '...': each })), _sd_alg: 'sha-256' };
  const { jws, digest: identity } = signJws(BLOCK_TOKEN, payload, key);
  const token = `${[jws, ...entries.flat()].join('~')}~`;
  if (token.length > MAX_BLOCK_BYTES) refuse('PSR_TOKEN_TOO_LARGE');
  return { token, digest: identity };
}

function issueEntry(
  { claims, groups }: BlockEntry,
  { padGroupsTo, random }: IssueBlockInput,
): IssuedBlock['entries'][number] {
  const names = Object.keys(groups);
  if (names.some((name) => isReservedName(name) || Object.hasOwn(claims, name)))
    refuse('PSR_DISCLOSURE_NAME');
  if (names.length > padGroupsTo) refuse('PSR_DISCLOSURE_COUNT');
  const disclosures = names.map((name) => encodeDisclosure(random(SALT_BYTES), name, groups[name]));
  const digests = [
    ...disclosures.map(disclosureDigest),
    ...(names.length > 0 ? decoys(padGroupsTo - names.length, random) : []),
  ].sort();
  const element = digests.length > 0 ? { ...claims, _sd: digests } : claims;
  return {
    digest: entryDigest(element),
    disclosures: [encodeElement(random(SALT_BYTES), element), ...disclosures],
  };
}

function decoys(count: number, random: Randomness): string[] {
  const bytes = random(32 * count);
  return Array.from({ length: count }, (_, index) => digest(bytes.subarray(32 * index, 32 * (index + 1))));
}

/** What an entry is, whatever of its groups is dropped later and whichever salt it was sent under: its signed members. */
export const entryDigest = (element: object): string => digest(canonicalBytes(element));
