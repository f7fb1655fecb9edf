/** Why a note, a checkpoint, a proof or a log was not believed. Codes are stable and carry no content. */
export type EvidenceErrorCode =
  | 'PSR_BASE64_NOT_CANONICAL'
  | 'PSR_NUMBER_NOT_CANONICAL'
  | 'PSR_HASH_MALFORMED'
  | 'PSR_NOTE_TOO_LARGE'
  | 'PSR_NOTE_MALFORMED'
  | 'PSR_NOTE_TOO_MANY_SIGNATURES'
  | 'PSR_NOTE_KEY_MALFORMED'
  | 'PSR_NOTE_KEY_UNSUITABLE'
  | 'PSR_NOTE_SIGNATURE_INVALID'
  | 'PSR_NOTE_UNSIGNED'
  | 'PSR_CHECKPOINT_MALFORMED'
  | 'PSR_CHECKPOINT_LOG_UNKNOWN'
  | 'PSR_CHECKPOINT_QUORUM_MISSING'
  | 'PSR_POLICY_MALFORMED'
  | 'PSR_TILE_PATH_MALFORMED'
  | 'PSR_TILE_MALFORMED'
  | 'PSR_TILE_MISSING'
  | 'PSR_BUNDLE_MALFORMED'
  | 'PSR_LEAF_TOO_LARGE'
  | 'PSR_LEAF_MALFORMED'
  | 'PSR_PROOF_OUT_OF_RANGE'
  | 'PSR_PROOF_TOO_LARGE'
  | 'PSR_PROOF_MALFORMED'
  | 'PSR_PROOF_INVALID'
  | 'PSR_LOG_EXISTS'
  | 'PSR_LOG_MISSING'
  | 'PSR_LOG_DAMAGED'
  | 'PSR_LOG_MOVED';

/** `detail` names a place or a rule, never a value. */
export class EvidenceError extends Error {
  constructor(
    readonly code: EvidenceErrorCode,
    detail?: string,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'EvidenceError';
  }
}

export function refuse(code: EvidenceErrorCode, detail?: string): never {
  throw new EvidenceError(code, detail);
}
