import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { refuse } from '../errors.js';

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * AES-256-GCM under a per-alert data key: `format (1 byte) | IV (12) | tag (16) | ciphertext`. The associated data (the
 * row's identity) binds the bytes to their place, so that one row's contents cannot be moved to another.
 */
export function encryptWithDataKey(
  plaintext: Uint8Array,
  dataKey: Uint8Array,
  associatedData: string,
): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', requireDataKey(dataKey), iv).setAAD(
    Buffer.from(associatedData),
  );
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), iv, cipher.getAuthTag(), ciphertext]);
}

/** @throws CredentialError `PSR_SEAL_INVALID` for other bytes, another key or other associated data. */
export function decryptWithDataKey(sealed: Uint8Array, dataKey: Uint8Array, associatedData: string): Buffer {
  const bytes = Buffer.from(sealed);
  const start = 1 + IV_BYTES + TAG_BYTES;
  if (bytes.length < start || bytes[0] !== FORMAT) refuse('PSR_SEAL_MALFORMED');
  const decipher = createDecipheriv('aes-256-gcm', requireDataKey(dataKey), bytes.subarray(1, 1 + IV_BYTES))
    .setAAD(Buffer.from(associatedData))
    .setAuthTag(bytes.subarray(1 + IV_BYTES, start));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]);
  } catch {
    return refuse('PSR_SEAL_INVALID');
  }
}

function requireDataKey(dataKey: Uint8Array): Uint8Array {
  return dataKey.length === KEY_BYTES ? dataKey : refuse('PSR_KEY_UNSUITABLE', '256 bits expected');
}
