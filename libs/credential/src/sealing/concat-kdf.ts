import { createHash } from 'node:crypto';

/** RFC 7518 §4.6.2, for one 256-bit key used directly by `enc`, without party information. */
export function contentKey(sharedSecret: Buffer, algorithm: string): Buffer {
  return createHash('sha256')
    .update(uint32(1))
    .update(sharedSecret)
    .update(uint32(algorithm.length))
    .update(algorithm)
    .update(uint32(0))
    .update(uint32(0))
    .update(uint32(256))
    .digest();
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
