export { EvidenceError, type EvidenceErrorCode } from './errors.js';
export {
  EMPTY_ROOT,
  formatHash,
  type Hash,
  HASH_BYTES,
  leafHash,
  nodeHash,
  parseHash,
} from './merkle/hashes.js';
export { Frontier } from './merkle/frontier.js';
export { perfectSubtrees, type LeafRange, type TreeNode } from './merkle/perfect-subtrees.js';
export { consistencyProof, type HashAt, inclusionProof, rootOf } from './merkle/prove.js';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './merkle/verify.js';
export {
  formatVerifierKey,
  type NoteKey,
  noteKey,
  parseVerifierKey,
  SIGNATURE_TYPES,
  type SignatureType,
} from './note/note-key.js';
export {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  type Note,
  type NoteSignature,
  parseNote,
} from './note/note.js';
export { openNote, type OpenedNote, type VerifiedSignature } from './note/open-note.js';
export {
  heldKey,
  type HeldKey,
  noteSigner,
  type NoteSigner,
  signatureOf,
  signNote,
} from './note/sign-note.js';
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint/checkpoint.js';
export { type Cosignature, openCheckpoint, type OpenedCheckpoint } from './checkpoint/open-checkpoint.js';
export { cosigner, type CosignatureTime } from './cosignature/cosignature.js';
export { addCosignatures } from './cosignature/add-cosignatures.js';
export { isQuorum, NO_QUORUM, type Policy, type Quorum } from './policy/policy.js';
export { MAX_POLICY_ENTRIES, parsePolicy, quorumOfAll } from './policy/parse-policy.js';
export { parseTilePath, type Tile, TILE_HEIGHT, TILE_WIDTH, tilePath } from './tiles/tile.js';
export { hashesAt, newTiles, rightEdge, tileOf } from './tiles/tiling.js';
export { formatEntryBundle, MAX_ENTRY_BYTES, parseEntryBundle } from './tiles/entry-bundle.js';
export type { TileReader } from './tiles/read-tile.js';
export { TileHashes } from './tiles/tile-hashes.js';
export { GrowingTiles, type TileFile } from './tiles/growing-tiles.js';
export type { FolderEntry, LogFiles } from './log/log-files.js';
export { DiskFiles } from './log/disk-files.js';
export { replaceFiles } from './log/replace-files.js';
export { Subfolder } from './log/subfolder.js';
export { nationalLog } from './log/national-log.js';
export { CHECKPOINT, signedBy, TlogDirectory } from './log/tlog-directory.js';
export { LogProver, type TreeHead } from './log/prove-log.js';
export { fsck } from './log/fsck.js';
export type { Finding, FindingRule } from './log/finding.js';
export { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './proof/tlog-proof.js';
export { type EvidenceLeaf, formatLeaf, leafOf, parseLeaf } from './leaf/evidence-leaf.js';
