import { refuse } from '../errors.js';
import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.js';
import { foldRight, isCount } from './prove.js';
import { perfectSubtrees, type TreeNode } from './perfect-subtrees.js';

/** Told of every node whose subtree has become complete. */
export type Completed = (node: TreeNode, hash: Hash) => void;

/**
 * The right edge of an append-only tree: the hashes of the perfect subtrees it is made of, at most one a level, from
 * which the tree goes on growing without anything else being read (RFC 6962 §2.1; "compact range" elsewhere).
 */
export class Frontier {
  #size = 0;
  readonly #hashes: Hash[] = [];

  /**
   * Goes on from a tree of this size.
   * @param hashes of {@link perfectSubtrees} of its leaves, in that order
   */
  constructor(size = 0, hashes: readonly Hash[] = []) {
    if (!isCount(size) || perfectSubtrees({ from: 0, to: size }).length !== hashes.length)
      refuse('PSR_PROOF_OUT_OF_RANGE');
    this.#size = size;
    this.#hashes = [...hashes];
  }

  get size(): number {
    return this.#size;
  }

  /** The root of the tree as it stands. */
  get root(): Hash {
    return this.#size === 0 ? EMPTY_ROOT : foldRight(this.#hashes);
  }

  append(leafHash: Hash, completed?: Completed): void {
    let node: TreeNode = { level: 0, index: this.#size };
    let hash = leafHash;
    completed?.(node, hash);
    for (let left: Hash | undefined; node.index % 2 === 1 && (left = this.#hashes.pop());) {
      hash = nodeHash(left, hash);
      node = { level: node.level + 1, index: (node.index - 1) / 2 };
      completed?.(node, hash);
    }
    this.#hashes.push(hash);
    this.#size += 1;
  }
}
