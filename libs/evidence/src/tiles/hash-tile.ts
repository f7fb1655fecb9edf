import { refuse } from '../errors.js';
import { type Hash, HASH_BYTES, nodeHash } from '../merkle/hashes.js';

export function formatHashTile(hashes: readonly Hash[]): Buffer {
  return Buffer.concat(hashes);
}

/** @throws EvidenceError PSR_TILE_MALFORMED when it does not hold `width` hashes (C2SP tlog-tiles, "Merkle Tree") */
export function parseHashTile(tile: Buffer, width: number): Hash[] {
  if (tile.length !== width * HASH_BYTES) refuse('PSR_TILE_MALFORMED');
  return Array.from({ length: width }, (_, at) => tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Every complete node over these hashes: they themselves, their pairs, and so on up (RFC 6962 §2.1). */
export function nodesOver(hashes: readonly Hash[]): Hash[][] {
  const rows = [[...hashes]];
  for (let row = rows[0]!; row.length > 1; rows.push(row)) row = pairs(row);
  return rows;
}

/** The root of the perfect subtree over these hashes, which are a power of two in number (RFC 6962 §2.1). */
export function perfectRoot(hashes: readonly Hash[]): Hash {
  return nodesOver(hashes).at(-1)?.[0] ?? refuse('PSR_TILE_MALFORMED');
}

function pairs(row: readonly Hash[]): Hash[] {
  return Array.from({ length: row.length >> 1 }, (_, at) => nodeHash(row[2 * at]!, row[2 * at + 1]!));
}
