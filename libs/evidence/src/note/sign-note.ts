import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { refuse } from '../errors.js';
import { formatNote, type Note, type NoteSignature, withSignature } from './note.js';
import { type NoteKey, noteKey } from './note-key.js';

/** An Ed25519 key the caller holds (RFC 8032 §5.1): a key object, or a token that never gives the key away. */
export interface HeldKey {
  readonly publicKey: KeyObject;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Signs the text of notes in one key's name. */
export interface NoteSigner {
  readonly key: NoteKey;
  sign(text: string): Promise<Buffer>;
}

/** @throws EvidenceError PSR_NOTE_KEY_UNSUITABLE when it is no private Ed25519 key */
export function heldKey(privateKey: KeyObject): HeldKey {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519')
    refuse('PSR_NOTE_KEY_UNSUITABLE');
  return {
    publicKey: createPublicKey(privateKey),
    sign: (message) => sign(null, message, privateKey),
  };
}

/** Signs as C2SP signed-note, "Ed25519 signatures", says: a log's own signature. */
export function noteSigner(name: string, held: HeldKey): NoteSigner {
  return {
    key: noteKey(name, 'ed25519', held.publicKey),
    sign: async (text) => Buffer.from(await held.sign(Buffer.from(text))),
  };
}

/** The signer's signature line of this text. */
export async function signatureOf(text: string, signer: NoteSigner): Promise<NoteSignature> {
  const { name, id } = signer.key;
  return { name, keyId: id, signature: await signer.sign(text) };
}

/**
 * A signed note (C2SP signed-note): this text, which ends in a newline, under these signatures.
 * @throws EvidenceError PSR_NOTE_MALFORMED when the text can not be the text of a note
 */
export async function signNote(text: string, ...signers: readonly NoteSigner[]): Promise<Buffer> {
  let note: Note = { text, signatures: [] };
  for (const signer of signers) note = withSignature(note, await signatureOf(text, signer));
  return formatNote(note);
}
