import { Frontier } from '../merkle/frontier.js';
import { type Hash, leafHash } from '../merkle/hashes.js';
import { perfectSubtrees } from '../merkle/perfect-subtrees.js';
import { formatEntryBundle } from './entry-bundle.js';
import { formatHashTile } from './hash-tile.js';
import { type Tile, TILE_HEIGHT, TILE_WIDTH, tilePath } from './tile.js';
import { readEntries, readHashTile, type TileReader } from './read-tile.js';
import { TileHashes } from './tile-hashes.js';
import { rightEdge, tileOf } from './tiling.js';

/** A tile or bundle as it is to be written. */
export interface TileFile {
  tile: Tile;
  bytes: Buffer;
}

/** The unfinished tile of every level and the unfinished bundle: what a log needs to go on growing, O(log size). */
export class GrowingTiles {
  readonly #frontier: Frontier;
  readonly #levels: Hash[][];
  #entries: Uint8Array[];

  private constructor(frontier: Frontier, levels: Hash[][], entries: Uint8Array[]) {
    this.#frontier = frontier;
    this.#levels = levels;
    this.#entries = entries;
  }

  static empty(): GrowingTiles {
    return new GrowingTiles(new Frontier(), [], []);
  }

  /** Goes on from a tree of this size. The caller compares {@link root} with a signed one: nothing read is believed. */
  static async resume(tiles: TileReader, size: number): Promise<GrowingTiles> {
    const hashes = new TileHashes(tiles, size);
    const nodes = perfectSubtrees({ from: 0, to: size });
    const frontier = new Frontier(size, await Promise.all(nodes.map((node) => hashes.hashAt(node))));
    const levels: Hash[][] = [];
    for (const tile of rightEdge(size)) levels[tile.level as number] = await readHashTile(tiles, tile);
    return new GrowingTiles(
      frontier,
      Array.from(levels, (level) => level ?? []),
      await unfinishedEntries(tiles, size),
    );
  }

  get size(): number {
    return this.#frontier.size;
  }

  get root(): Hash {
    return this.#frontier.root;
  }

  /** Adds entries. Gives back every tile and bundle that the tree has now and had not before, from the leaves up. */
  append(entries: readonly Uint8Array[]): TileFile[] {
    const before = this.size;
    const full: TileFile[] = [];
    for (const entry of entries) this.#add(entry, full);
    const partial = this.size > before ? this.#unfinished(before) : [];
    return [...full, ...partial];
  }

  #add(entry: Uint8Array, full: TileFile[]): void {
    this.#entries.push(entry);
    this.#frontier.append(leafHash(entry), ({ level, index }, hash) => {
      if (level % TILE_HEIGHT !== 0) return;
      const hashes = (this.#levels[level / TILE_HEIGHT] ??= []);
      if (hashes.push(hash) < TILE_WIDTH) return;
      const tile = { level: level / TILE_HEIGHT, index: Math.floor(index / TILE_WIDTH), width: TILE_WIDTH };
      full.push({ tile, bytes: formatHashTile(hashes.splice(0)) });
    });
    if (this.#entries.length < TILE_WIDTH) return;
    const tile: Tile = { level: 'entries', index: this.size / TILE_WIDTH - 1, width: TILE_WIDTH };
    full.push({ tile, bytes: formatEntryBundle(this.#entries.splice(0)) });
  }

  #unfinished(before: number): TileFile[] {
    const files: TileFile[] = [];
    const entries = tileOf('entries', Math.floor(this.size / TILE_WIDTH), this.size);
    if (entries) files.push({ tile: entries, bytes: formatEntryBundle(this.#entries) });
    const unchanged = new Set(rightEdge(before).map(tilePath));
    for (const tile of rightEdge(this.size)) {
      if (!unchanged.has(tilePath(tile)))
        files.push({ tile, bytes: formatHashTile(this.#levels[tile.level as number] ?? []) });
    }
    return files;
  }
}

async function unfinishedEntries(tiles: TileReader, size: number): Promise<Uint8Array[]> {
  const bundle = tileOf('entries', Math.floor(size / TILE_WIDTH), size);
  return bundle ? readEntries(tiles, bundle) : [];
}
