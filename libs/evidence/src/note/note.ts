import { decodeBase64, encodeBase64 } from '../encoding/base64.js';
import { plainText } from '../encoding/utf8.js';
import { refuse } from '../errors.js';
import { KEY_ID_BYTES, isKeyName } from './note-key.js';

/** One signature line, not yet verified: which key it says it is of, and what that key's algorithm gave. */
export interface NoteSignature {
  name: string;
  /** Hex of the four bytes, as in a verifier key. */
  keyId: string;
  signature: Buffer;
}

/** A signed note taken apart, nothing of it believed yet (C2SP signed-note, "Format"). */
export interface Note {
  /** With its last newline, without the blank line that follows: what is signed. */
  text: string;
  signatures: readonly NoteSignature[];
}

/** Room for {@link MAX_SIGNATURES} of the largest kind, ML-DSA-44; C2SP signed-note asks for a limit of either kind. */
export const MAX_NOTE_BYTES = 256 * 1024;
/** C2SP signed-note: at least 16 must be accepted. */
export const MAX_SIGNATURES = 64;

const PREFIX = '\u2014 ';

/**
 * Takes a signed note apart, strictly (C2SP signed-note, "Format").
 * @throws EvidenceError for a note that is too large, not UTF-8, holds a control character, has no signature line or a
 *   malformed one, or base64 that is not canonical
 */
export function parseNote(note: Uint8Array): Note {
  if (note.length > MAX_NOTE_BYTES) refuse('PSR_NOTE_TOO_LARGE');
  const whole = plainText(note) ?? refuse('PSR_NOTE_MALFORMED');
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n') || end === whole.length - 2) refuse('PSR_NOTE_MALFORMED');
  return { text: whole.slice(0, end + 1), signatures: parseSignatureLines(whole.slice(end + 2)) };
}

/** Lines as a witness answers with them (C2SP tlog-witness, add-checkpoint). */
export function parseSignatureLines(text: string): NoteSignature[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) refuse('PSR_NOTE_MALFORMED');
  if (lines.length > MAX_SIGNATURES) refuse('PSR_NOTE_TOO_MANY_SIGNATURES');
  return lines.map(parseSignatureLine);
}

function parseSignatureLine(line: string): NoteSignature {
  const space = line.indexOf(' ', PREFIX.length);
  const name = line.slice(PREFIX.length, space);
  if (!line.startsWith(PREFIX) || space < 0 || !isKeyName(name)) refuse('PSR_NOTE_MALFORMED');
  const bytes = decodeBase64(line.slice(space + 1));
  if (bytes.length <= KEY_ID_BYTES) refuse('PSR_NOTE_MALFORMED');
  return {
    name,
    keyId: bytes.toString('hex', 0, KEY_ID_BYTES),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}

/** The bytes of a signed note (C2SP signed-note, "Format"). @throws EvidenceError when its text can not be signed as one */
export function formatNote({ text, signatures }: Note): Buffer {
  const note = Buffer.from(`${text}\n${signatures.map(formatSignatureLine).join('')}`);
  // A text that is no text of a note, or more signatures than anybody reads, is found before it leaves.
  parseNote(note);
  return note;
}

/** With its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `${PREFIX}${name} ${encodeBase64(Buffer.concat([Buffer.from(keyId, 'hex'), signature]))}\n`;
}

/** The note with one more signature, in the place of an earlier one of the same key. */
export function withSignature({ text, signatures }: Note, added: NoteSignature): Note {
  const others = signatures.filter(({ name, keyId }) => name !== added.name || keyId !== added.keyId);
  return { text, signatures: [...others, added] };
}
