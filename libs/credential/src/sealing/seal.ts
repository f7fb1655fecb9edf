import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode, encode } from '../bytes/base64url.js';
import { isObject, parseStrictObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { requireX25519, type SealKey } from '../keys/keys.js';
import { MAX_SEALED_BYTES } from '../limits/limits.js';
import { contentKey } from './concat-kdf.js';

const ENCRYPTION = 'A256GCM';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** What an X25519 key in SPKI ends with (RFC 8410 §4). */
const RAW_KEY_BYTES = 32;

/**
 * How a message is made smaller (RFC 7516 §4.1.3, RFC 1951): by the frequency of its characters alone, which undoes what
 * base64 added. Without references to what came before, its length does not tell whether one part of the message is
 * like another: whoever may write into a message learns nothing of the rest of it (docs/adr/0016).
 */
const ZIP = { strategy: constants.Z_HUFFMAN_ONLY };

/**
 * JWE compact (RFC 7516), ECDH-ES (RFC 7518 §4.6) on X25519 (RFC 8037 §3.2) with A256GCM, `cty: sd-jwt`.
 * The ephemeral key and the IV are fresh each time and never injected: repeating one would open the message.
 *
 * @param zip for the border line: a quarter fewer bytes, for some processor time on both sides
 */
export function seal(plaintext: Uint8Array | string, recipient: SealKey, { zip = false } = {}): string {
  const ephemeral = ephemeralKey();
  const header = {
    alg: 'ECDH-ES',
    enc: ENCRYPTION,
    ...(zip && { zip: 'DEF' }),
    cty: 'sd-jwt',
    kid: recipient.kid,
    epk: { kty: 'OKP', crv: 'X25519', x: encode(ephemeral.publicKey) },
  };
  const protectedHeader = encode(JSON.stringify(header));
  const key = agreedKey(ephemeral.privateKey, requireX25519(recipient.key));
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(protectedHeader));
  const content = zip ? deflateRawSync(plaintext, ZIP) : plaintext;
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  return [protectedHeader, '', encode(iv), encode(ciphertext), encode(cipher.getAuthTag())].join('.');
}

/**
 * A fresh key, and its public half as it stands in a header. That half is never exported from a key object: Node locks a
 * key while it exports it, and when the garbage collector runs just then and finds what generated this key, it waits for
 * the same lock, for ever (node:crypto up to 20 at least: ~KeyPairGenConfig locks the key). The process stands still.
 */
function ephemeralKey(): { privateKey: KeyObject; publicKey: Buffer } {
  // What is not to be encoded stays a key object (node:crypto, generateKeyPair); the types know both halves or none.
  const options = { publicKeyEncoding: { type: 'spki', format: 'der' } };
  const pair: unknown = generateKeyPairSync('x25519', options as never);
  const { privateKey, publicKey } = pair as { privateKey: KeyObject; publicKey: Buffer };
  return { privateKey, publicKey: publicKey.subarray(-RAW_KEY_BYTES) };
}

/**
 * Opens what `seal` closed, with the private key that our own records hold under the header's kid.
 * @throws CredentialError `PSR_SEAL_…`; one code for every failure to decrypt.
 */
export function unseal(
  jwe: string,
  keyOf: (kid: string) => KeyObject | null,
  maxBytes = MAX_SEALED_BYTES,
): Buffer {
  if (jwe.length > maxBytes) refuse('PSR_TOKEN_TOO_LARGE');
  const parts = jwe.split('.', 6);
  const [header, encryptedKey, iv, ciphertext, tag] = parts.map((part) => decode(part));
  if (parts.length !== 5 || !header || encryptedKey?.length !== 0 || !iv || !ciphertext || !tag) {
    return refuse('PSR_SEAL_MALFORMED');
  }
  if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES) refuse('PSR_SEAL_MALFORMED');
  const { kid, zipped, ephemeral } = readHeader(parseStrictObject(header));
  const key = keyOf(kid) ?? refuse('PSR_SEAL_KEY_UNKNOWN');
  const content = opened(key, ephemeral, parts[0] ?? '', { iv, ciphertext, tag });
  return zipped ? inflated(content, maxBytes) : content;
}

function opened(
  key: KeyObject,
  ephemeral: KeyObject,
  header: string,
  { iv, ciphertext, tag }: { iv: Buffer; ciphertext: Buffer; tag: Buffer },
): Buffer {
  try {
    const contents = agreedKey(requireX25519(key), ephemeral);
    const decipher = createDecipheriv('aes-256-gcm', contents, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(header)).setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return refuse('PSR_SEAL_INVALID');
  }
}

/** A small message that would grow beyond what its sealed form may have is refused before it does. */
function inflated(content: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateRawSync(content, { maxOutputLength });
  } catch (error) {
    const grows = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return refuse(grows ? 'PSR_TOKEN_TOO_LARGE' : 'PSR_SEAL_INVALID');
  }
}

/** The kid of the reader that a sealed message is addressed to; a hint, since the header is not authenticated yet. */
function readHeader(header: Record<string, unknown>): { kid: string; zipped: boolean; ephemeral: KeyObject } {
  const { alg, enc, zip, cty, kid, epk, ...others } = header;
  if (Object.keys(others).length > 0) refuse('PSR_HEADER_MEMBER');
  if (alg !== 'ECDH-ES' || enc !== ENCRYPTION) refuse('PSR_HEADER_ALGORITHM');
  if ('zip' in header && zip !== 'DEF') refuse('PSR_HEADER_ALGORITHM');
  if (cty !== 'sd-jwt') refuse('PSR_HEADER_TYPE');
  if (typeof kid !== 'string') return refuse('PSR_HEADER_MEMBER', 'kid');
  return { kid, zipped: zip === 'DEF', ephemeral: readEphemeral(epk) };
}

function readEphemeral(epk: unknown): KeyObject {
  if (!isObject(epk)) return refuse('PSR_SEAL_MALFORMED');
  const { kty, crv, x, ...others } = epk;
  const expected =
    kty === 'OKP' && crv === 'X25519' && typeof x === 'string' && Object.keys(others).length === 0;
  if (!expected || decode(x).length !== RAW_KEY_BYTES) return refuse('PSR_SEAL_MALFORMED');
  return createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
}

/** OpenSSL refuses an all-zero secret, which is what points of small order give (RFC 7748 §6.1). */
function agreedKey(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  return contentKey(diffieHellman({ privateKey, publicKey }), ENCRYPTION);
}
