import { refuse } from '../errors.js';
import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.js';
import { type LeafRange, perfectSubtrees, splitOf, type TreeNode } from './perfect-subtrees.js';

/** Reads the stored hash of one node, such as {@link TileHashes.hashAt} does from tiles. */
export type HashAt = (node: TreeNode) => Hash | Promise<Hash>;

/** The root of the tree of this size (RFC 6962 §2.1), out of O(log size) stored hashes. */
export async function rootOf(size: number, hashAt: HashAt): Promise<Hash> {
  return size === 0 ? EMPTY_ROOT : rangeHash({ from: 0, to: size }, hashAt);
}

/**
 * The Merkle audit path of one leaf (RFC 6962 §2.1.1), the leaf's sibling first.
 * @throws EvidenceError PSR_PROOF_OUT_OF_RANGE when the tree has no such leaf
 */
export async function inclusionProof(index: number, size: number, hashAt: HashAt): Promise<Hash[]> {
  if (!isCount(index) || !isCount(size) || index >= size) refuse('PSR_PROOF_OUT_OF_RANGE');
  const siblings: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    siblings.push(index < middle ? { from: middle, to } : { from, to: middle });
    if (index < middle) to = middle;
    else from = middle;
  }
  return hashesOf(siblings.toReversed(), hashAt);
}

/**
 * That the tree of size `from` is the beginning of the tree of size `to` (RFC 6962 §2.1.2). Empty when they are the
 * same, and from the empty tree, which every tree continues (C2SP tlog-witness).
 * @throws EvidenceError PSR_PROOF_OUT_OF_RANGE when `from` is larger than `to`
 */
export async function consistencyProof(from: number, to: number, hashAt: HashAt): Promise<Hash[]> {
  if (!isCount(from) || !isCount(to) || from > to) refuse('PSR_PROOF_OUT_OF_RANGE');
  if (from === 0 || from === to) return [];
  const proof: LeafRange[] = [];
  let range: LeafRange = { from: 0, to };
  while (range.to !== from) {
    const middle = range.from + splitOf(range.to - range.from);
    if (from <= middle) {
      proof.push({ from: middle, to: range.to });
      range = { from: range.from, to: middle };
    } else {
      proof.push({ from: range.from, to: middle });
      range = { from: middle, to: range.to };
    }
  }
  // What is left is a subtree both share. Where it is the whole old tree, the verifier holds its hash already.
  if (range.from > 0) proof.push(range);
  return hashesOf(proof.toReversed(), hashAt);
}

async function hashesOf(ranges: readonly LeafRange[], hashAt: HashAt): Promise<Hash[]> {
  return Promise.all(ranges.map((range) => rangeHash(range, hashAt)));
}

async function rangeHash(range: LeafRange, hashAt: HashAt): Promise<Hash> {
  const hashes = await Promise.all(perfectSubtrees(range).map(async (node) => hashAt(node)));
  return foldRight(hashes);
}

/** The hash over subtrees that only become smaller: each is the left of all that follow (RFC 6962 §2.1). */
export function foldRight(hashes: readonly Hash[]): Hash {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

export function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}
