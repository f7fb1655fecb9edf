import { isCount } from '../merkle/prove.js';
import { type Tile, TILE_HEIGHT, TILE_WIDTH } from './tile.js';

/** How many hashes the level of tiles has in a tree of this size: one for each full tile below (C2SP tlog-tiles). */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / 2 ** (TILE_HEIGHT * level));
}

/** How many levels of tiles a tree of this size has. */
export function levelsOf(size: number): number {
  let levels = 0;
  while (hashesAt(levels, size) > 0) levels += 1;
  return levels;
}

/** The tile of this level and index as a tree of this size has it; null when it has none. */
export function tileOf(level: Tile['level'], index: number, size: number): Tile | null {
  if (!isCount(index)) return null;
  const hashes = hashesAt(level === 'entries' ? 0 : level, size);
  const width = Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH);
  return width > 0 ? { level, index, width } : null;
}

/** The partial tiles of a tree of this size, from the leaves up: at most one a level (C2SP tlog-tiles, "Partial Tiles"). */
export function rightEdge(size: number): Tile[] {
  return Array.from({ length: levelsOf(size) }, (_, level) => level).flatMap((level) => {
    const hashes = hashesAt(level, size);
    const index = Math.floor(hashes / TILE_WIDTH);
    return hashes % TILE_WIDTH === 0 ? [] : [{ level, index, width: hashes % TILE_WIDTH }];
  });
}

/**
 * The tiles and bundles that a tree of size `to` has and one of size `from` has not, from the leaves up: what an append
 * writes before it signs.
 */
export function newTiles(from: number, to: number): Tile[] {
  const levels: Tile['level'][] = ['entries', ...Array.from({ length: levelsOf(to) }, (_, level) => level)];
  return levels.flatMap((level) => newTilesAt(level, from, to));
}

function newTilesAt(level: Tile['level'], from: number, to: number): Tile[] {
  const height = level === 'entries' ? 0 : level;
  const [before, after] = [hashesAt(height, from), hashesAt(height, to)];
  const tiles: Tile[] = [];
  if (before === after) return tiles;
  for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after; index += 1)
    tiles.push({ level, index, width: Math.min(TILE_WIDTH, after - index * TILE_WIDTH) });
  return tiles;
}
