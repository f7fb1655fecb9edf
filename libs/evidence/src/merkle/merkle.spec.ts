import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type GrownTree, grow } from '../../test/grown-tree.js';
import { Frontier } from './frontier.js';
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from './hashes.js';
import { perfectSubtrees } from './perfect-subtrees.js';
import { consistencyProof, inclusionProof, rootOf } from './prove.js';
import { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verify.js';

const LARGEST = 131;
let tree: GrownTree;
beforeAll(() => {
  tree = grow(LARGEST);
});

const inclusionClaim = (index: number, size: number): InclusionClaim => ({
  leafHash: tree.leaf(index),
  index,
  size,
  root: tree.root(size),
});
const consistencyClaim = (from: number, to: number): ConsistencyClaim => ({
  from,
  fromRoot: tree.root(from),
  to,
  toRoot: tree.root(to),
});

/** RFC 6962 §2.1, word for word: the definition, against which everything quicker is held. */
function definedRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length <= 1) return leaves[0] ?? EMPTY_ROOT;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

describe('a tree', () => {
  it('has the root that RFC 6962 defines, grown leaf by leaf or made of stored hashes, at every size', async () => {
    for (let size = 0; size <= LARGEST; size += 1) {
      const root = definedRoot(Array.from({ length: size }, (_, index) => tree.leaf(index)));
      expect(tree.root(size)).toEqual(root);
      expect(await rootOf(size, tree.hashAt)).toEqual(root);
    }
  });

  it('goes on from the hashes of its right edge as if it had never been put down', () => {
    for (let size = 0; size < LARGEST; size += 1) {
      const edge = perfectSubtrees({ from: 0, to: size }).map(tree.hashAt);
      const resumed = new Frontier(size, edge);
      resumed.append(tree.leaf(size));
      expect(resumed.root).toEqual(tree.root(size + 1));
    }
  });

  it('is not resumed from the hashes of another size', () => {
    expect(() => new Frontier(3, [tree.leaf(0)])).toThrow('PSR_PROOF_OUT_OF_RANGE');
  });

  it('does not take a leaf for a node', () => {
    const [left, right] = [tree.leaf(0), tree.leaf(1)];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
  });
});

describe('proofs', () => {
  it('verify for every leaf of every size', async () => {
    const failed: string[] = [];
    for (let size = 1; size <= LARGEST; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, tree.hashAt);
        const isShort = proof.length <= Math.ceil(Math.log2(size));
        if (!isShort || !verifyInclusion(inclusionClaim(index, size), proof))
          failed.push(`${index} of ${size}`);
      }
    }
    expect(failed).toEqual([]);
  });

  it('verify between every two sizes', async () => {
    const failed: string[] = [];
    for (let to = 0; to <= LARGEST; to += 1) {
      for (let from = 0; from <= to; from += 1) {
        const proof = await consistencyProof(from, to, tree.hashAt);
        if (!verifyConsistency(consistencyClaim(from, to), proof)) failed.push(`${from} to ${to}`);
      }
    }
    expect(failed).toEqual([]);
  });

  it.each([
    ['no leaf', () => inclusionProof(5, 5, tree.hashAt)],
    ['a negative leaf', () => inclusionProof(-1, 5, tree.hashAt)],
    ['half a leaf', () => inclusionProof(0.5, 5, tree.hashAt)],
    ['a smaller tree', () => consistencyProof(6, 5, tree.hashAt)],
    ['a size that is no number', () => consistencyProof(Number.NaN, 5, tree.hashAt)],
  ])('are not made for %s', async (_, prove) => {
    await expect(prove()).rejects.toThrow('PSR_PROOF_OUT_OF_RANGE');
  });

  it('show a tree of 2^52 leaves, far beyond 32 bits', async () => {
    const size = 2 ** 52;
    const hashAt = ({ level, index }: { level: number; index: number }) =>
      leafHash(Buffer.from(`${level}/${index}`));
    const proof = await inclusionProof(2 ** 40 + 1, size, hashAt);
    expect(proof).toHaveLength(52);
    const from = 2 ** 33 + 1;
    expect((await consistencyProof(from, size, hashAt)).length).toBeLessThanOrEqual(54);
  });
});

interface Change {
  kind: 'flip' | 'insert' | 'remove' | 'repeat' | 'swap' | 'cut';
  place: number;
  other: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'remove', 'repeat', 'swap', 'cut'),
  place: fc.nat(),
  other: fc.nat(),
});

/** Another list of hashes. A path that is empty can only grow, and one hash can not be swapped. */
function changed(proof: readonly Hash[], { kind, place, other }: Change): Hash[] {
  const at = place % Math.max(1, proof.length);
  const [hash, another] = [proof[at], proof[other % Math.max(1, proof.length)]];
  if (!hash || !another || kind === 'insert') return proof.toSpliced(at, 0, randomBytes(32));
  if (kind === 'repeat') return proof.toSpliced(at, 0, hash);
  if (kind === 'remove') return proof.toSpliced(at, 1);
  if (kind === 'cut') return proof.with(at, hash.subarray(0, 31));
  if (kind === 'swap' && hash !== another) return proof.with(at, another).with(proof.indexOf(another), hash);
  const flipped = Buffer.from(hash);
  flipped[other % 32]! ^= 1 << (place % 8);
  return proof.with(at, flipped);
}

const MUTATIONS = { numRuns: 2_500 };

describe('a changed proof', () => {
  it('of inclusion is never accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: LARGEST }), fc.nat(), change, async (size, at, to) => {
        const proof = await inclusionProof(at % size, size, tree.hashAt);
        return !verifyInclusion(inclusionClaim(at % size, size), changed(proof, to));
      }),
      MUTATIONS,
    );
  });

  it('of consistency is never accepted', async () => {
    const sizes = fc.nat({ max: LARGEST });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, change, async (one, other, to) => {
        const [from, size] = [Math.min(one, other), Math.max(one, other)];
        const proof = await consistencyProof(from, size, tree.hashAt);
        return !verifyConsistency(consistencyClaim(from, size), changed(proof, to));
      }),
      MUTATIONS,
    );
  });

  it('proves no other leaf, no other size and no other root', async () => {
    const accepted: InclusionClaim[] = [];
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const [claim, proof] = [inclusionClaim(index, size), await inclusionProof(index, size, tree.hashAt)];
        const others = [
          { ...claim, root: randomBytes(32) },
          { ...claim, leafHash: tree.leaf(index + 1) },
          { ...claim, size: index },
          ...Array.from({ length: size }, (_, another) => ({ ...claim, index: another })).toSpliced(index, 1),
        ];
        accepted.push(...others.filter((other) => verifyInclusion(other, proof)));
      }
    }
    expect(accepted).toEqual([]);
  });

  it('shows no other root, old or new, to be of the same tree', async () => {
    const accepted: ConsistencyClaim[] = [];
    for (let to = 1; to <= 40; to += 1) {
      for (let from = 0; from <= to; from += 1) {
        const [claim, proof] = [consistencyClaim(from, to), await consistencyProof(from, to, tree.hashAt)];
        const others = [
          { ...claim, fromRoot: randomBytes(32) },
          { ...claim, from: to + 1 },
          // From the empty tree there is nothing to prove: whatever root follows is its own claim.
          ...(from > 0 ? [{ ...claim, toRoot: randomBytes(32) }] : []),
        ];
        accepted.push(...others.filter((other) => verifyConsistency(other, proof)));
      }
    }
    expect(accepted).toEqual([]);
  });
});
