import { refuse } from '../errors.js';

export function encode(bytes: Uint8Array | string): string {
  return Buffer.from(bytes as Uint8Array).toString('base64url');
}

/**
 * Base64url without padding (RFC 7515 §2), in its one canonical form. Node ignores foreign characters and spare bits,
 * which would give one message several spellings.
 */
export function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) refuse('PSR_BASE64URL_NOT_CANONICAL');
  return bytes;
}
