/** A node of the tree: the root of the perfect subtree over the leaves `[index * 2^level, (index + 1) * 2^level)`. */
export interface TreeNode {
  level: number;
  index: number;
}

/** Leaves `[from, to)`. */
export interface LeafRange {
  from: number;
  to: number;
}

/** The largest power of two below `count`, for two leaves or more: where RFC 6962 §2.1 splits a tree. */
export function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/**
 * The fewest perfect subtrees that make up these leaves, from left to right. `from` is a place where RFC 6962 splits a
 * tree, so that the subtrees only become smaller: for `from` 0 they are the bits of `to`.
 */
export function perfectSubtrees({ from, to }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = from; at < to;) {
    let level = 0;
    while (2 ** (level + 1) <= to - at) level += 1;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}
