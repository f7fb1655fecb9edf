import { refuse } from '../errors.js';

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * Standard base64 with padding (RFC 4648 §4), in its one canonical form. Node skips foreign characters and ignores
 * spare bits, which would give one signature several spellings.
 */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : refuse('PSR_BASE64_NOT_CANONICAL');
}
