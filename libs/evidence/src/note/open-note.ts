import { verify } from 'node:crypto';
import { type CosignatureTime, readCosignature } from '../cosignature/cosignature.js';
import { refuse } from '../errors.js';
import { type NoteSignature, parseNote } from './note.js';
import type { NoteKey } from './note-key.js';

/** A signature that one of the known keys made over the text. */
export interface VerifiedSignature {
  key: NoteKey;
  /** Of a cosignature: when its witness says it signed. */
  at?: CosignatureTime;
}

export interface OpenedNote {
  text: string;
  /** One or more, in the order of their lines. */
  signatures: readonly VerifiedSignature[];
}

/**
 * Believes a note for the sake of these keys (C2SP signed-note, "Signatures"): lines of other keys are ignored, also
 * where they share a name or an id with one of these; every line of one of these must verify.
 * @throws EvidenceError PSR_NOTE_SIGNATURE_INVALID when one does not, PSR_NOTE_UNSIGNED when there is none, and whatever
 *   {@link parseNote} refuses
 */
export function openNote(note: Uint8Array, keys: readonly NoteKey[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const verified = signatures.flatMap((line) => {
    const key = keys.find(({ name, id }) => name === line.name && id === line.keyId);
    return key ? [verifySignature(text, line, key)] : [];
  });
  return verified.length > 0 ? { text, signatures: verified } : refuse('PSR_NOTE_UNSIGNED');
}

/** @throws EvidenceError PSR_NOTE_SIGNATURE_INVALID when the key did not sign this text so */
export function verifySignature(text: string, { signature }: NoteSignature, key: NoteKey): VerifiedSignature {
  if (key.type === 'ed25519') {
    if (!verify(null, Buffer.from(text), key.publicKey, signature)) refuse('PSR_NOTE_SIGNATURE_INVALID');
    return { key };
  }
  const { at, message, signed } = readCosignature(text, signature) ?? refuse('PSR_NOTE_SIGNATURE_INVALID');
  if (!verify(null, message, key.publicKey, signed)) refuse('PSR_NOTE_SIGNATURE_INVALID');
  return { key, at };
}
