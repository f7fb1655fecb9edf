import { formatNote, parseNote, parseSignatureLines, withSignature } from '../note/note.js';
import type { NoteKey } from '../note/note-key.js';
import { verifySignature } from '../note/open-note.js';

/**
 * The checkpoint with the signature lines a witness answered with (C2SP tlog-witness, add-checkpoint). Lines of keys
 * other than `witnesses` are left out; a later cosignature takes the place of an earlier one of the same key.
 * @throws EvidenceError PSR_NOTE_SIGNATURE_INVALID when one of theirs is not over this checkpoint; what a malformed note
 *   is refused for
 */
export function addCosignatures(checkpoint: Buffer, lines: string, witnesses: readonly NoteKey[]): Buffer {
  let note = parseNote(checkpoint);
  for (const line of parseSignatureLines(lines)) {
    const key = witnesses.find(({ name, id }) => name === line.name && id === line.keyId);
    if (!key) continue;
    verifySignature(note.text, line, key);
    note = withSignature(note, line);
  }
  return formatNote(note);
}
