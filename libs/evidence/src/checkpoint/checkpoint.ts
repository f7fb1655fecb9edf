import { parseDecimal } from '../encoding/decimal.js';
import { EvidenceError, refuse } from '../errors.js';
import { EMPTY_ROOT, formatHash, type Hash, parseHash } from '../merkle/hashes.js';

/** A tree head: what a log says it holds (C2SP tlog-checkpoint, "Note text"). */
export interface Checkpoint {
  /** Which log: also the name of the key that signs it. */
  origin: string;
  size: number;
  root: Hash;
  /** Opaque lines; ours has none, as auditors could not check them. */
  extensions?: readonly string[];
}

/** The text that is signed. @throws EvidenceError PSR_CHECKPOINT_MALFORMED when a line can not be written */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const text = [origin, String(size), formatHash(root), ...extensions].map((line) => `${line}\n`).join('');
  const lines = parseCheckpoint(text);
  if (lines.origin !== origin || (lines.extensions ?? []).length !== extensions.length)
    refuse('PSR_CHECKPOINT_MALFORMED');
  return text;
}

/**
 * Reads the text of a note as a checkpoint (C2SP tlog-checkpoint, "Note text"): three lines or more, none empty, a
 * decimal size, a root of 32 bytes, that of the empty tree for size 0 (C2SP tlog-witness).
 * @throws EvidenceError PSR_CHECKPOINT_MALFORMED
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n');
  const extensions = rest.slice(0, -1);
  if (rest.at(-1) !== '' || origin === '' || extensions.includes('')) refuse('PSR_CHECKPOINT_MALFORMED');
  const read = { origin, ...treeOf(size, root) };
  return extensions.length > 0 ? { ...read, extensions } : read;
}

function treeOf(sizeLine: string, rootLine: string): Pick<Checkpoint, 'size' | 'root'> {
  try {
    const [size, root] = [parseDecimal(sizeLine), parseHash(rootLine)];
    if (size > 0 || root.equals(EMPTY_ROOT)) return { size, root };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
  }
  return refuse('PSR_CHECKPOINT_MALFORMED');
}
