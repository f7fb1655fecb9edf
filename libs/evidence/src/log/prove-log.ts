import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { refuse } from '../errors.js';
import type { Hash } from '../merkle/hashes.js';
import { consistencyProof, inclusionProof } from '../merkle/prove.js';
import { verifyConsistency, verifyInclusion } from '../merkle/verify.js';
import { readEntries, type TileReader } from '../tiles/read-tile.js';
import { TILE_WIDTH } from '../tiles/tile.js';
import { TileHashes } from '../tiles/tile-hashes.js';
import { tileOf } from '../tiles/tiling.js';

/** A tree of some size that somebody signed for. */
export type TreeHead = Pick<Checkpoint, 'size' | 'root'>;

/**
 * Makes proofs of a log under one signed head, out of O(log size) tiles each. A proof is verified before it is given
 * away: tiles that are not those of the head give none.
 */
export class LogProver {
  readonly #hashes: TileHashes;

  constructor(
    private readonly tiles: TileReader,
    private readonly head: TreeHead,
  ) {
    this.#hashes = new TileHashes(tiles, head.size);
  }

  /** The entry itself. @throws EvidenceError PSR_PROOF_OUT_OF_RANGE, PSR_TILE_MISSING, PSR_BUNDLE_MALFORMED */
  async entry(index: number): Promise<Buffer> {
    const number = Math.floor(index / TILE_WIDTH);
    const bundle = tileOf('entries', number, this.head.size) ?? refuse('PSR_PROOF_OUT_OF_RANGE');
    const entries = await readEntries(this.tiles, bundle);
    return entries[index - number * TILE_WIDTH] ?? refuse('PSR_PROOF_OUT_OF_RANGE');
  }

  /** All entries in their order, each bundle read once. As they lie there: only a proof says that they were signed for. */
  async *entries(): AsyncGenerator<Buffer> {
    for (let number = 0; ; number += 1) {
      const bundle = tileOf('entries', number, this.head.size);
      if (!bundle) return;
      yield* await readEntries(this.tiles, bundle);
    }
  }

  /** RFC 6962 §2.1.1. @throws EvidenceError PSR_PROOF_OUT_OF_RANGE; PSR_LOG_DAMAGED when the tiles are not the head's */
  async inclusion(index: number): Promise<Hash[]> {
    const { size, root } = this.head;
    const proof = await inclusionProof(index, size, this.#hashes.hashAt);
    const leafHash = await this.#hashes.hashAt({ level: 0, index });
    return verifyInclusion({ leafHash, index, size, root }, proof) ? proof : refuse('PSR_LOG_DAMAGED');
  }

  /** RFC 6962 §2.1.2, from a head signed before. @throws EvidenceError as {@link inclusion}, also when it was forked off */
  async consistency(from: TreeHead): Promise<Hash[]> {
    const { size, root } = this.head;
    const proof = await consistencyProof(from.size, size, this.#hashes.hashAt);
    const claim = { from: from.size, fromRoot: from.root, to: size, toRoot: root };
    return verifyConsistency(claim, proof) ? proof : refuse('PSR_LOG_DAMAGED');
  }
}
