import { type GeneralJws, signCeremony, type SigningKey, verifyCeremony } from '@passerelle/credential';
import type { Root } from './roots.js';
import { fingerprintWords } from './words.js';

/** What the officers sign: that they compared these roots, in one room, at that time. First leaf of every log. */
export interface CeremonyRecord {
  type: 'passerelle-ceremony';
  at: string;
  parties: string[];
  /** Nation to RFC 7638 thumbprint. */
  roots: Record<string, string>;
  /** Nation to the words that were read aloud. */
  words: Record<string, string>;
}

export function ceremonyRecord(roots: Record<string, Root>, at: Date): CeremonyRecord {
  const thumbprints = Object.fromEntries(Object.entries(roots).map(([nation, { kid }]) => [nation, kid]));
  return {
    type: 'passerelle-ceremony',
    at: at.toISOString(),
    parties: Object.keys(roots),
    roots: thumbprints,
    words: Object.fromEntries(
      Object.entries(thumbprints).map(([nation, kid]) => [nation, fingerprintWords(kid)]),
    ),
  };
}

/** @throws Error unless every nation of the record signs, each with the root that the record names. */
export async function signRecord(
  roots: Record<string, Root>,
  signers: ReadonlyMap<string, SigningKey>,
  at: Date,
): Promise<GeneralJws> {
  let signed: unknown = ceremonyRecord(roots, at);
  for (const [nation, key] of signers) signed = await signCeremony(signed, key, nation);
  await verifyRecord(signed, roots);
  return signed as GeneralJws;
}

/**
 * Every party signed with the root that we hold for it, and the record names the same roots and no other.
 * @throws CredentialError `PSR_AGREEMENT_…`, or Error where the record speaks of other roots.
 */
export async function verifyRecord(jws: unknown, roots: Record<string, Root>): Promise<CeremonyRecord> {
  const record = (await verifyCeremony(jws, roots)).payload as CeremonyRecord;
  const nations = Object.keys(roots);
  const same = nations.every((nation) => record.roots?.[nation] === roots[nation]?.kid);
  const complete = record.type === 'passerelle-ceremony' && record.parties.length === nations.length;
  if (!same || !complete) throw new Error('the ceremony record speaks of other roots than these');
  return record;
}
