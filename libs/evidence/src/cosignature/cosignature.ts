import { parseCheckpoint } from '../checkpoint/checkpoint.js';
import { refuse } from '../errors.js';
import { noteKey } from '../note/note-key.js';
import type { HeldKey, NoteSigner } from '../note/sign-note.js';

/** POSIX seconds, as the witness's clock had them. */
export type CosignatureTime = number;

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** What a timestamped Ed25519 cosignature signs (C2SP tlog-cosignature, "Ed25519 signed message"). */
function cosignedMessage(text: string, at: CosignatureTime): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${at}\n${text}`);
}

/**
 * Signs checkpoints as a witness (C2SP tlog-cosignature): that this is the largest tree of the log it has seen, and
 * continues every one it saw before. Whoever calls it has checked that. A witness's key signs nothing else.
 * @param now the witness's clock
 * @throws EvidenceError PSR_CHECKPOINT_MALFORMED when what it is to sign is no checkpoint
 */
export function cosigner(name: string, held: HeldKey, now: () => Date): NoteSigner {
  return {
    key: noteKey(name, 'cosignature/v1', held.publicKey),
    sign: async (text) => {
      parseCheckpoint(text);
      const at = Math.floor(now().getTime() / 1000);
      if (!isTime(at)) refuse('PSR_NUMBER_NOT_CANONICAL');
      const time = Buffer.alloc(TIME_BYTES);
      time.writeBigUInt64BE(BigInt(at));
      return Buffer.concat([time, await held.sign(cosignedMessage(text, at))]);
    },
  };
}

/**
 * Takes a `timestamped_signature` apart (C2SP tlog-cosignature, "Format") and says which message it has to verify over.
 * Null when it is none, or its time is 0, which a cosignature of a whole tree must not have (C2SP tlog-witness).
 */
export function readCosignature(
  text: string,
  signature: Buffer,
): { at: CosignatureTime; message: Buffer; signed: Buffer } | null {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return null;
  const at = Number(signature.readBigUInt64BE());
  if (!isTime(at)) return null;
  return { at, message: cosignedMessage(text, at), signed: signature.subarray(TIME_BYTES) };
}

/** The document allows 2^63 - 1; what is no exact number here is no time of a clock either. */
function isTime(at: number): boolean {
  return Number.isSafeInteger(at) && at > 0;
}
