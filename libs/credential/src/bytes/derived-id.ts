import { createHash } from 'node:crypto';
import { canonicalBytes } from './canonical.js';

/**
 * The id of what follows from something else, the same however often it follows: a UUID of version 8 (RFC 9562 §5.8) over
 * the SHA-256 of the RFC 8785 bytes of these words. The first word says what the id is for, so that two uses never meet.
 * It is as unknown as its words are.
 */
export function derivedId(purpose: string, ...words: readonly (string | number | null)[]): string {
  const bytes = createHash('sha256')
    .update(canonicalBytes([purpose, ...words]))
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
