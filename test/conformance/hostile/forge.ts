import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { digest, publicJwk, type SigningKey, type VerificationKey } from '@passerelle/credential';

/** Builds tokens that no honest party would: every part can be replaced, and the signature is still made over it. */
export const NOW = new Date('2026-06-01T12:00:00Z');
export const SECONDS = NOW.getTime() / 1000;

export interface Party {
  signing: SigningKey;
  verification: VerificationKey;
}

export function party(): Party {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kid } = publicJwk(publicKey);
  return { signing: { kid, key: privateKey }, verification: { kid, key: publicKey } };
}

export const base64url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const salt = (): string => randomBytes(16).toString('base64url');

export const disclosure = (name: string, value: unknown): string => base64url([salt(), name, value]);

export function signed(signingInput: string, key: KeyObject): string {
  const signature = sign('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' });
  return `${signingInput}.${signature.toString('base64url')}`;
}

export interface Forgery {
  header?: object | string;
  payload: object | string;
  disclosures?: string[];
  key: KeyObject;
}

export function forge({ header, payload, disclosures = [], key }: Forgery): string {
  const jwt = signed(`${base64url(header)}.${base64url(payload)}`, key);
  return `${[jwt, ...disclosures].join('~')}~`;
}

/** The digests of these disclosures, filled up to twenty as an honest originator does. */
export function digestsOf(disclosures: string[]): string[] {
  const decoys = Array.from({ length: 20 - disclosures.length }, () => digest(randomBytes(32)));
  return [...disclosures.map((each) => digest(each)), ...decoys].sort();
}

const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** ECDSA is malleable: (r, n − s) verifies wherever (r, s) does. */
export function twinSignature(jws: string): string {
  const [header, payload, signature] = jws.split('.') as [string, string, string];
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const twin = Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex');
  return `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), twin]).toString('base64url')}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Sets a bit of the last character that belongs to no byte; null where the encoding has no spare bit. */
export function spareBitVariant(encoded: string): string | null {
  if (encoded.length % 4 === 0) return null;
  return encoded.slice(0, -1) + ALPHABET[ALPHABET.indexOf(encoded.at(-1) ?? '') + 1];
}

export const positions = (text: string): number[] => Array.from({ length: text.length }, (_, at) => at);

/** The same text with the character at this place replaced by another of the alphabet. */
export function flipped(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

export function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
