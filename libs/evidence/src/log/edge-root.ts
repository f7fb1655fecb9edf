import { EMPTY_ROOT, type Hash } from '../merkle/hashes.js';
import { perfectSubtrees } from '../merkle/perfect-subtrees.js';
import { foldRight } from '../merkle/prove.js';
import { perfectRoot } from '../tiles/hash-tile.js';
import { type Tile, TILE_HEIGHT, TILE_WIDTH } from '../tiles/tile.js';
import type { Known } from './stored-hashes.js';

/**
 * The root of a tree of this size out of its unfinished tiles alone, of which each has the hashes at its place in
 * `hashes` (RFC 6962 §2.1): everything else of the tree is below them. Null where the hashes of one are not known.
 */
export function edgeRoot(size: number, edge: readonly Tile[], hashes: readonly Known[]): Hash | null {
  if (size === 0) return EMPTY_ROOT;
  const levels = new Map(edge.map((tile, at) => [tile.level, hashes[at] ?? null]));
  const roots: Hash[] = [];
  for (const { level, index } of perfectSubtrees({ from: 0, to: size })) {
    const tile = levels.get(Math.floor(level / TILE_HEIGHT));
    if (!tile) return null;
    const count = 2 ** (level % TILE_HEIGHT);
    const from = (index * count) % TILE_WIDTH;
    roots.push(perfectRoot(tile.slice(from, from + count)));
  }
  return foldRight(roots);
}
