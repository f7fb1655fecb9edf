import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../encoding/base64.js';
import { plainText } from '../encoding/utf8.js';
import { refuse } from '../errors.js';

/**
 * The kinds of signature this library knows, by their identifier byte (C2SP signed-note, "Signature types"). A slot for
 * 0x06, ML-DSA-44, opens when every supported Node can make such keys.
 */
export const SIGNATURE_TYPES = { ed25519: 0x01, 'cosignature/v1': 0x04 } as const;
export type SignatureType = keyof typeof SIGNATURE_TYPES;

/** A key whose signatures are looked for in notes, known before the note is read. */
export interface NoteKey {
  readonly name: string;
  readonly type: SignatureType;
  /** Hex of the first four bytes of SHA-256 over name, newline, type and public key. */
  readonly id: string;
  readonly publicKey: KeyObject;
}

export const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const NAME = /^[^+\p{White_Space}]+$/u;
const VERIFIER_KEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/;

/** Not empty, without Unicode spaces and plus (C2SP signed-note, "Format"), nor anything else a note can not hold. */
export function isKeyName(name: string): boolean {
  return NAME.test(name) && plainText(Buffer.from(name)) === name;
}

/** @throws EvidenceError PSR_NOTE_KEY_MALFORMED for a name no note can hold, PSR_NOTE_KEY_UNSUITABLE when not Ed25519 */
export function noteKey(name: string, type: SignatureType, publicKey: KeyObject): NoteKey {
  if (!isKeyName(name)) refuse('PSR_NOTE_KEY_MALFORMED');
  if (publicKey.type !== 'public' || publicKey.asymmetricKeyType !== 'ed25519')
    refuse('PSR_NOTE_KEY_UNSUITABLE');
  const material = Buffer.concat([Buffer.from(`${name}\n`), typedKey(type, publicKey)]);
  return { name, type, id: hash('sha256', material).slice(0, 2 * KEY_ID_BYTES), publicKey };
}

/**
 * Reads `<name>+<hex key id>+<base64 of type and key>` (C2SP signed-note, "Verifier keys"; type 0x04 C2SP
 * tlog-cosignature).
 * @throws EvidenceError PSR_NOTE_KEY_MALFORMED when it is not, or its key id is another key's; PSR_NOTE_KEY_UNSUITABLE
 *   for a type of signature that is not known here
 */
export function parseVerifierKey(text: string): NoteKey {
  const [, name = '', id, encoded = ''] = VERIFIER_KEY.exec(text) ?? refuse('PSR_NOTE_KEY_MALFORMED');
  const bytes = decodeBase64(encoded);
  const type = typeOf(bytes[0]) ?? refuse('PSR_NOTE_KEY_UNSUITABLE');
  if (bytes.length !== 1 + PUBLIC_KEY_BYTES) refuse('PSR_NOTE_KEY_MALFORMED');
  const key = noteKey(name, type, publicKeyOf(bytes.subarray(1)));
  return key.id === id ? key : refuse('PSR_NOTE_KEY_MALFORMED');
}

export function formatVerifierKey({ name, id, type, publicKey }: NoteKey): string {
  return `${name}+${id}+${encodeBase64(typedKey(type, publicKey))}`;
}

/** The id alone is short enough to be met by another key. */
export function isSameKey(one: NoteKey, other: NoteKey): boolean {
  return one.name === other.name && one.type === other.type && one.publicKey.equals(other.publicKey);
}

function typeOf(byte: number | undefined): SignatureType | undefined {
  const types = Object.entries(SIGNATURE_TYPES) as [SignatureType, number][];
  return types.find(([, known]) => known === byte)?.[0];
}

/** RFC 8032 §5.1.2 bytes of the key, after the byte of its type. */
function typedKey(type: SignatureType, publicKey: KeyObject): Buffer {
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.of(SIGNATURE_TYPES[type]), Buffer.from(x, 'base64url')]);
}

function publicKeyOf(bytes: Buffer): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}
