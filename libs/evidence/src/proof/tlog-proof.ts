import { openCheckpoint, type OpenedCheckpoint } from '../checkpoint/open-checkpoint.js';
import { decodeBase64, encodeBase64 } from '../encoding/base64.js';
import { parseDecimal } from '../encoding/decimal.js';
import { plainText } from '../encoding/utf8.js';
import { EvidenceError, refuse } from '../errors.js';
import { formatHash, type Hash, parseHash } from '../merkle/hashes.js';
import { verifyInclusion } from '../merkle/verify.js';
import { MAX_NOTE_BYTES } from '../note/note.js';
import type { Policy } from '../policy/policy.js';

/** That a leaf is in a log, for whoever has the log's and the witnesses' keys and nothing else (C2SP tlog-proof). */
export interface TlogProof {
  index: number;
  /** The audit path of RFC 6962 §2.1.1, the leaf's sibling first. */
  hashes: readonly Hash[];
  /** The signed note, as the log and its witnesses signed it. */
  checkpoint: Buffer;
  /** Says nothing by itself: no signature covers it. */
  extra?: Buffer;
}

/** A path in a tree of less than 2^63 leaves. */
const MAX_HASHES = 63;
const MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES;
const HEADER = 'c2sp.org/tlog-proof@v1';
const INDEX = 'index ';
const EXTRA = 'extra ';

/** The file of a proof, to be named `….tlog-proof` (C2SP tlog-proof, "Format"). */
export function formatTlogProof({ index, hashes, checkpoint, extra }: TlogProof): Buffer {
  const lines = [
    HEADER,
    ...(extra ? [EXTRA + encodeBase64(extra)] : []),
    `${INDEX}${index}`,
    ...hashes.map(formatHash),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join('\n')), checkpoint]);
}

/**
 * Takes a proof apart, nothing of it believed yet (C2SP tlog-proof, "Format").
 * @throws EvidenceError PSR_PROOF_TOO_LARGE, PSR_PROOF_MALFORMED
 */
export function parseTlogProof(proof: Uint8Array): TlogProof {
  if (proof.length > MAX_PROOF_BYTES) refuse('PSR_PROOF_TOO_LARGE');
  const text = plainText(proof) ?? malformed();
  const end = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  if (header !== HEADER) malformed();
  const extra = lines[0]?.startsWith(EXTRA) ? lines.shift()?.slice(EXTRA.length) : undefined;
  const [index = '', ...hashes] = lines;
  if (!index.startsWith(INDEX) || hashes.length > MAX_HASHES) malformed();
  return read(() => ({
    index: parseDecimal(index.slice(INDEX.length)),
    hashes: hashes.map(parseHash),
    checkpoint: Buffer.from(text.slice(end + 2)),
    ...(extra !== undefined && { extra: decodeBase64(extra) }),
  }));
}

/**
 * Believes that a leaf is in a log (C2SP tlog-proof, "Verifying a tlog proof"), under a policy that says which log and
 * which witnesses must have signed.
 * @param leafHash of the leaf, computed from what the verifier holds, never taken from the proof
 * @throws EvidenceError PSR_PROOF_INVALID when the path does not lead from the leaf to the signed root; what
 *   {@link parseTlogProof} and {@link openCheckpoint} refuse
 */
export function verifyTlogProof(
  proof: Uint8Array,
  leafHash: Hash,
  policy: Policy,
): OpenedCheckpoint & { index: number } {
  const { index, hashes, checkpoint } = parseTlogProof(proof);
  const opened = openCheckpoint(checkpoint, policy);
  const { size, root } = opened.checkpoint;
  if (!verifyInclusion({ leafHash, index, size, root }, hashes)) refuse('PSR_PROOF_INVALID');
  return { ...opened, index };
}

function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof EvidenceError) return malformed();
    throw error;
  }
}

function malformed(): never {
  return refuse('PSR_PROOF_MALFORMED');
}
