import { refuse } from '../errors.js';
import type { Hash } from '../merkle/hashes.js';
import type { TreeNode } from '../merkle/perfect-subtrees.js';
import { nodesOver } from './hash-tile.js';
import { readHashTile, type TileReader } from './read-tile.js';
import { type Tile, TILE_HEIGHT, TILE_WIDTH, tilePath } from './tile.js';
import { tileOf } from './tiling.js';

/** Tiles kept, with the nodes over their hashes, while proofs are made: neighbours need the same ones. */
const TILES_KEPT = 64;

/**
 * The hashes of a tree of one size, out of its tiles. Nothing read is believed: whoever makes a proof of them verifies
 * it against a signed root before using it.
 */
export class TileHashes {
  readonly #kept = new Map<string, Promise<Hash[][]>>();

  constructor(
    private readonly tiles: TileReader,
    readonly size: number,
  ) {}

  /** @throws EvidenceError PSR_TILE_MISSING, PSR_TILE_MALFORMED; PSR_PROOF_OUT_OF_RANGE when the tree has no such node */
  readonly hashAt = async ({ level, index }: TreeNode): Promise<Hash> => {
    const row = level % TILE_HEIGHT;
    const nodesInRow = TILE_WIDTH / 2 ** row;
    const tileIndex = Math.floor(index / nodesInRow);
    const tile = tileOf(Math.floor(level / TILE_HEIGHT), tileIndex, this.size);
    const nodes = await this.#nodesOf(tile ?? refuse('PSR_PROOF_OUT_OF_RANGE'));
    return nodes[row]?.[index - tileIndex * nodesInRow] ?? refuse('PSR_PROOF_OUT_OF_RANGE');
  };

  #nodesOf(tile: Tile): Promise<Hash[][]> {
    const path = tilePath(tile);
    const nodes = this.#kept.get(path) ?? this.#read(tile, path);
    this.#kept.delete(path);
    this.#kept.set(path, nodes);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= TILES_KEPT) break;
      this.#kept.delete(oldest);
    }
    return nodes;
  }

  /** What could not be read is read again when it is asked for again. */
  #read(tile: Tile, path: string): Promise<Hash[][]> {
    const nodes = readHashTile(this.tiles, tile).then(nodesOver);
    nodes.catch(() => this.#kept.delete(path));
    return nodes;
  }
}
