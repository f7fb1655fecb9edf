import { Frontier } from '../src/merkle/frontier.js';
import { type Hash, leafHash } from '../src/merkle/hashes.js';
import type { TreeNode } from '../src/merkle/perfect-subtrees.js';

/** A tree with every hash of it at hand. */
export interface GrownTree {
  leaf: (index: number) => Hash;
  root: (size: number) => Hash;
  hashAt: (node: TreeNode) => Hash;
}

/** The bytes of the leaf at this index, in every tree a test grows. */
export const leafBytes = (index: number): Buffer => Buffer.from(`leaf ${index}`);

export function grow(size: number): GrownTree {
  const nodes = new Map<string, Hash>();
  const tree = new Frontier();
  const roots = [tree.root];
  for (let index = 0; index < size; index += 1) {
    tree.append(leafHash(leafBytes(index)), (node, hash) => nodes.set(`${node.level}/${node.index}`, hash));
    roots.push(tree.root);
  }
  const hashAt = ({ level, index }: TreeNode): Hash => found(nodes.get(`${level}/${index}`));
  return {
    leaf: (index) => nodes.get(`0/${index}`) ?? leafHash(leafBytes(index)),
    root: (at) => found(roots[at]),
    hashAt,
  };
}

function found(hash: Hash | undefined): Hash {
  if (!hash) throw new RangeError('no such node in the tree of this test');
  return hash;
}
