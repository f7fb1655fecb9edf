import type { Hash } from '../merkle/hashes.js';
import { perfectRoot } from '../tiles/hash-tile.js';
import { type Tile, TILE_WIDTH } from '../tiles/tile.js';
import type { TileReader } from '../tiles/read-tile.js';
import { rightEdge } from '../tiles/tiling.js';
import { checkBundle, leafHashes } from './bundle-check.js';
import { edgeRoot } from './edge-root.js';
import type { Finding } from './finding.js';
import type { TreeHead } from './prove-log.js';
import { fault, isSame, type Known, storedHashes } from './stored-hashes.js';

/**
 * Walks a tree from its signed root down. A tile is believed when its hashes make the hash its parent has for it; where
 * they do not, the tile is made again from what lies below, and if that makes the hash, only the tile is wrong.
 */
export class TreeCheck {
  constructor(
    private readonly tiles: TileReader,
    private readonly head: TreeHead,
  ) {}

  async *run(): AsyncGenerator<Finding> {
    const edge = rightEdge(this.head.size).toReversed();
    const stored = await inTurn(edge, (tile) => storedHashes(this.tiles, tile));
    const believed = await this.#believedEdge(edge, stored);
    let found = 0;
    for await (const finding of this.#edge(edge, stored, believed ?? stored)) {
      found += 1;
      yield finding;
    }
    if (!believed && found === 0) yield { path: 'checkpoint', rule: 'not-of-this-tree' };
  }

  async *#edge(
    edge: readonly Tile[],
    stored: readonly Known[],
    hashes: readonly Known[],
  ): AsyncGenerator<Finding> {
    for (const [at, tile] of edge.entries()) {
      const known = hashes[at] ?? null;
      if (!isSame(stored[at] ?? null, known)) yield await fault(this.tiles, tile);
      yield* this.#below(tile, known);
    }
  }

  /**
   * The unfinished tile of every level, so that together they make the root: as they lie there, or else with as few of
   * them as need be made again from below.
   */
  async #believedEdge(edge: readonly Tile[], stored: readonly Known[]): Promise<Known[] | null> {
    const { size, root } = this.head;
    const makesRoot = (hashes: readonly Known[]) => edgeRoot(size, edge, hashes)?.equals(root) ?? false;
    if (makesRoot(stored)) return [...stored];
    const rebuilt = await inTurn(edge, (tile) => this.#rebuilt(tile));
    for (let choice = 1; choice < 2 ** edge.length; choice += 1) {
      const hashes = edge.map((_, at) => ((choice >> at) & 1 ? rebuilt[at] : stored[at]) ?? null);
      if (makesRoot(hashes)) return hashes;
    }
    return null;
  }

  async *#full(tile: Tile, expected: Hash | undefined): AsyncGenerator<Finding> {
    const stored = await storedHashes(this.tiles, tile);
    if (stored && (!expected || perfectRoot(stored).equals(expected))) {
      yield* this.#below(tile, stored);
      return;
    }
    yield await fault(this.tiles, tile);
    const rebuilt = await this.#rebuilt(tile);
    const isSound = rebuilt && expected && perfectRoot(rebuilt).equals(expected);
    yield* this.#below(tile, isSound ? rebuilt : (stored ?? rebuilt));
  }

  async *#below({ level, index, width }: Tile, hashes: Known): AsyncGenerator<Finding> {
    if (level === 'entries') return;
    if (level === 0) {
      yield* checkBundle(this.tiles, { level: 'entries', index, width }, hashes);
      return;
    }
    for (let at = 0; at < width; at += 1)
      yield* this.#full(childOf({ level, index, width }, at), hashes?.[at]);
  }

  /** The hashes of a tile out of what lies below it. */
  async #rebuilt(tile: Tile): Promise<Known> {
    if (tile.level === 0) return leafHashes(this.tiles, { ...tile, level: 'entries' });
    const hashes: Hash[] = [];
    for (let at = 0; at < tile.width; at += 1) {
      const child = childOf(tile, at);
      const below = (await storedHashes(this.tiles, child)) ?? (await this.#rebuilt(child));
      if (!below) return null;
      hashes.push(perfectRoot(below));
    }
    return hashes;
  }
}

function childOf({ level, index }: Tile, at: number): Tile {
  return { level: Number(level) - 1, index: index * TILE_WIDTH + at, width: TILE_WIDTH };
}

/** One after the other: what is held in memory is one tile's. */
async function inTurn<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}
