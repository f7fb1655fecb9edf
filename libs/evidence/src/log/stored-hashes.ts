import { EvidenceError } from '../errors.js';
import type { Hash } from '../merkle/hashes.js';
import { parseHashTile } from '../tiles/hash-tile.js';
import { type Tile, tilePath } from '../tiles/tile.js';
import type { TileReader } from '../tiles/read-tile.js';
import type { Finding } from './finding.js';

/** What is known of a tile's hashes: null where neither the file nor what lies below gives them. */
export type Known = Hash[] | null;

/** The hashes in the tile's file; null when it is missing or has not its length. */
export async function storedHashes(tiles: TileReader, tile: Tile): Promise<Known> {
  const file = await tiles.read(tilePath(tile));
  return file && orNull(() => parseHashTile(file, tile.width));
}

/** What is wrong with a tile's file that is not as it should be. */
export async function fault(tiles: TileReader, tile: Tile): Promise<Finding> {
  const path = tilePath(tile);
  if (!(await tiles.read(path))) return { path, rule: 'missing' };
  return { path, rule: (await storedHashes(tiles, tile)) ? 'differs' : 'malformed' };
}

export function isSame(stored: Known, hashes: Known): boolean {
  if (!stored || !hashes) return false;
  return stored.length === hashes.length && stored.every((hash, at) => hash.equals(hashes[at]!));
}

/** A refusal of what was read is an answer here. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof EvidenceError) return null;
    throw error;
  }
}
