import { type Hash, leafHash } from '../merkle/hashes.js';
import { parseEntryBundle } from '../tiles/entry-bundle.js';
import { type Tile, TILE_WIDTH, tilePath } from '../tiles/tile.js';
import type { TileReader } from '../tiles/read-tile.js';
import type { Finding } from './finding.js';
import { type Known, orNull } from './stored-hashes.js';

/** The hashes of the leaves in a bundle; null when it is missing or malformed. */
export async function leafHashes(tiles: TileReader, bundle: Tile): Promise<Known> {
  const file = await tiles.read(tilePath(bundle));
  return file && orNull(() => parseEntryBundle(file, bundle.width).map(leafHash));
}

/** Compares a bundle with the hashes its leaves must have, and names every leaf that has another. */
export async function* checkBundle(
  tiles: TileReader,
  bundle: Tile,
  hashes: readonly Hash[] | null,
): AsyncGenerator<Finding> {
  const path = tilePath(bundle);
  const first = bundle.index * TILE_WIDTH;
  const file = await tiles.read(path);
  if (!file) {
    yield { path, rule: 'missing', leaf: first };
    return;
  }
  const found = await leafHashes(tiles, bundle);
  if (!found) {
    yield { path, rule: 'malformed', leaf: first + soundLeaves(file, bundle.width, hashes) };
    return;
  }
  for (const [at, hash] of found.entries()) {
    if (hashes && !hash.equals(hashes[at]!)) yield { path, rule: 'differs', leaf: first + at };
  }
}

/** How many leaves at the beginning of a malformed bundle are still what they must be: the next one is the first bad. */
function soundLeaves(file: Buffer, width: number, hashes: readonly Hash[] | null): number {
  let [at, leaf] = [0, 0];
  for (; leaf < width - 1 && at + 2 <= file.length; leaf += 1) {
    const end = at + 2 + file.readUInt16BE(at);
    if (end > file.length || !hashes?.[leaf]?.equals(leafHash(file.subarray(at + 2, end)))) break;
    at = end;
  }
  return leaf;
}
