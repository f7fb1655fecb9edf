import type { CosignatureTime } from '../cosignature/cosignature.js';
import { refuse } from '../errors.js';
import type { NoteKey } from '../note/note-key.js';
import { openNote } from '../note/open-note.js';
import { isQuorum, type Policy } from '../policy/policy.js';
import { type Checkpoint, parseCheckpoint } from './checkpoint.js';

/** That a witness saw the log at this size, and when its clock said so. */
export interface Cosignature {
  witness: NoteKey;
  at: CosignatureTime;
}

export interface OpenedCheckpoint {
  checkpoint: Checkpoint;
  /** As signed, for whoever cosigns it or compares it with another. */
  text: string;
  /** Of the policy's witnesses, verified. */
  cosignatures: readonly Cosignature[];
}

/**
 * Believes a checkpoint under a policy (C2SP tlog-policy): a log of the policy signed it, whose key has the name of the
 * origin line, and the quorum of its witnesses cosigned it. Lines of unknown keys are ignored.
 * @throws EvidenceError PSR_CHECKPOINT_LOG_UNKNOWN, PSR_CHECKPOINT_QUORUM_MISSING, PSR_CHECKPOINT_MALFORMED, and
 *   whatever {@link openNote} refuses
 */
export function openCheckpoint(note: Uint8Array, policy: Policy): OpenedCheckpoint {
  const witnesses = [...policy.witnesses.values()];
  const { text, signatures } = openNote(note, [...policy.logs, ...witnesses]);
  const checkpoint = parseCheckpoint(text);
  const signers = signatures.map(({ key }) => key);
  if (!signers.some((key) => policy.logs.includes(key) && key.name === checkpoint.origin))
    refuse('PSR_CHECKPOINT_LOG_UNKNOWN');
  if (!isQuorum(policy, signers)) refuse('PSR_CHECKPOINT_QUORUM_MISSING');
  const cosignatures = signatures.flatMap(({ key, at }) => (at === undefined ? [] : [{ witness: key, at }]));
  return { checkpoint, text, cosignatures };
}
