import { EMPTY_ROOT, type Hash, HASH_BYTES, nodeHash } from './hashes.js';
import { perfectSubtrees } from './perfect-subtrees.js';
import { isCount } from './prove.js';

/** A leaf's hash is at `index` of the tree of `size` leaves with this root: what an inclusion proof claims. */
export interface InclusionClaim {
  leafHash: Hash;
  index: number;
  size: number;
  root: Hash;
}

/** The tree of size `from` is the beginning of the tree of size `to`: what a consistency proof claims. */
export interface ConsistencyClaim {
  from: number;
  fromRoot: Hash;
  to: number;
  toRoot: Hash;
}

/** Whether the proof shows the claim: the algorithm of RFC 9162 §2.1.3.2. Too short, too long or for another leaf: no. */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Hash[]): boolean {
  const { index, size, root } = claim;
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes(claim.leafHash, root, ...proof))
    return false;
  let [node, last] = [index, size - 1];
  let computed = claim.leafHash;
  for (const hash of proof) {
    if (last === 0) return false;
    if (isRight(node) || node === last) {
      computed = nodeHash(hash, computed);
      while (!isRight(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else computed = nodeHash(computed, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && computed.equals(root);
}

/**
 * Whether the proof shows the claim: the algorithm of RFC 9162 §2.1.4.2, and for its two trivial cases the empty proof
 * (C2SP tlog-witness): equal sizes have equal roots, and every tree continues the empty one.
 */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Hash[]): boolean {
  const { from, fromRoot, to, toRoot } = claim;
  if (!isCount(from) || !isCount(to) || from > to || !areHashes(fromRoot, toRoot, ...proof)) return false;
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot);
  if (from === 0) return proof.length === 0 && fromRoot.equals(EMPTY_ROOT);
  // Where the old tree is one perfect subtree, its hash begins the path without being sent.
  const [start, ...path] = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  if (start === undefined || path.length === 0) return false;

  let [node, last] = [from - 1, to - 1];
  while (isRight(node)) [node, last] = [half(node), half(last)];
  let [old, grown] = [start, start];
  for (const hash of path) {
    if (last === 0) return false;
    if (isRight(node) || node === last) {
      [old, grown] = [nodeHash(hash, old), nodeHash(hash, grown)];
      while (!isRight(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else grown = nodeHash(grown, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && old.equals(fromRoot) && grown.equals(toRoot);
}

function areHashes(...hashes: readonly Hash[]): boolean {
  return hashes.every(({ length }) => length === HASH_BYTES);
}

/** Sizes go beyond 32 bits: no bit operators. */
function isRight(node: number): boolean {
  return node % 2 === 1;
}

function half(node: number): number {
  return Math.floor(node / 2);
}

function isPowerOfTwo(size: number): boolean {
  return perfectSubtrees({ from: 0, to: size }).length === 1;
}
