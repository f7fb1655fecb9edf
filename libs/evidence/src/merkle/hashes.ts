import { hash } from 'node:crypto';
import { encodeBase64, decodeBase64 } from '../encoding/base64.js';
import { refuse } from '../errors.js';

/** A SHA-256 hash: 32 bytes. */
export type Hash = Buffer;

export const HASH_BYTES = 32;

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

/** The root of the tree without leaves: the hash of nothing (RFC 6962 §2.1). */
export const EMPTY_ROOT: Hash = sha256(Buffer.alloc(0));

/** The hash of a leaf, apart from that of a node by its first byte (RFC 6962 §2.1). */
export function leafHash(leaf: Uint8Array): Hash {
  return sha256(Buffer.concat([LEAF, leaf]));
}

/** The hash of an inner node (RFC 6962 §2.1). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(Buffer.concat([NODE, left, right]));
}

/** @throws EvidenceError PSR_HASH_MALFORMED when it is not the canonical base64 of 32 bytes */
export function parseHash(text: string): Hash {
  const bytes = text.length === 44 ? decodeBase64(text) : Buffer.alloc(0);
  return bytes.length === HASH_BYTES ? bytes : refuse('PSR_HASH_MALFORMED');
}

export function formatHash(bytes: Hash): string {
  return encodeBase64(bytes);
}

function sha256(bytes: Uint8Array): Hash {
  return hash('sha256', bytes, 'buffer');
}
