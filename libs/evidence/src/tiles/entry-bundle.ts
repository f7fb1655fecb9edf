import { refuse } from '../errors.js';

/** Of one log entry: its length is written in two bytes (C2SP tlog-tiles, "Log entries"). */
export const MAX_ENTRY_BYTES = 65_535;
const LENGTH_BYTES = 2;

/** @throws EvidenceError PSR_LEAF_TOO_LARGE */
export function formatEntryBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => [lengthOf(entry), entry]));
}

/**
 * The entries of a bundle (C2SP tlog-tiles, "Log entries").
 * @param width how many there must be
 * @throws EvidenceError PSR_BUNDLE_MALFORMED when there are fewer, or bytes are left over
 */
export function parseEntryBundle(bundle: Buffer, width: number): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + LENGTH_BYTES > bundle.length) refuse('PSR_BUNDLE_MALFORMED');
    const end = at + LENGTH_BYTES + bundle.readUInt16BE(at);
    if (end > bundle.length) refuse('PSR_BUNDLE_MALFORMED');
    entries.push(bundle.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return at === bundle.length ? entries : refuse('PSR_BUNDLE_MALFORMED');
}

function lengthOf(entry: Uint8Array): Buffer {
  if (entry.length > MAX_ENTRY_BYTES) refuse('PSR_LEAF_TOO_LARGE');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(entry.length);
  return length;
}
