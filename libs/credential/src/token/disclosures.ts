import { decode, encode } from '../bytes/base64url.js';
import { digest } from '../bytes/digest.js';
import { isObject, parseStrictJson } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { SALT_BYTES } from '../limits/limits.js';

/** A name here would change who speaks, to whom, or until when, out of reach of the signature over the clear claims. */
const RESERVED = new Set(
  ['_sd', '_sd_alg', '...'].concat('iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'vct', 'status'),
);

export interface Disclosure {
  name: string;
  value: unknown;
  /** As it stands in the token: what is hashed, and what is passed on or dropped as a whole. */
  encoded: string;
}

/** RFC 9901 §4.2.1. */
export function encodeDisclosure(salt: Buffer, name: string, value: unknown): string {
  return encode(JSON.stringify([encode(salt), name, value]));
}

/** RFC 9901 §4.2.2: an array element. */
export function encodeElement(salt: Buffer, value: object): string {
  return encode(JSON.stringify([encode(salt), value]));
}

/** RFC 9901 §4.2.4.1: the hash over the ASCII bytes of the encoded disclosure. */
export function disclosureDigest(encoded: string): string {
  return digest(encoded);
}

/** One object member: `[salt, name, value]`. An array element (`[salt, value]`) is refused: it would vanish unseen. */
export function readDisclosure(encoded: string): Disclosure {
  return memberDisclosure(saltedParts(encoded), encoded);
}

/** What was salted and hashed: the parts after the salt, which is long enough that nobody tries them all. */
export function saltedParts(encoded: string): unknown[] {
  const parts = parseStrictJson(decode(encoded));
  if (!Array.isArray(parts) || parts.length < 2 || parts.length > 3)
    return refuse('PSR_DISCLOSURE_MALFORMED');
  const [salt, ...salted] = parts as unknown[];
  if (typeof salt !== 'string' || decode(salt).length < SALT_BYTES) return refuse('PSR_DISCLOSURE_SALT');
  return salted;
}

export function memberDisclosure(salted: readonly unknown[], encoded: string): Disclosure {
  if (salted.length !== 2) return refuse('PSR_DISCLOSURE_MALFORMED');
  const [name, value] = salted;
  if (typeof name !== 'string' || isReservedName(name)) return refuse('PSR_DISCLOSURE_NAME');
  refuseNesting(value);
  return { name, value, encoded };
}

export function isReservedName(name: string): boolean {
  return name === '' || RESERVED.has(name);
}

/** Digests anywhere but at the top would let part of a value disappear. */
export function refuseNesting(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(refuseNesting);
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '_sd' || name === '_sd_alg' || name === '...') refuse('PSR_DISCLOSURE_NESTED');
    refuseNesting(member);
  }
}
