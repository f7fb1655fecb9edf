import { hash } from 'node:crypto';

/** RFC 7518 §4.6.2, for one 256-bit key used directly by `enc`, without party information. */
export function contentKey(sharedSecret: Buffer, algorithm: string): Buffer {
  const input = Buffer.concat([
    uint32(1),
    sharedSecret,
    uint32(algorithm.length),
    Buffer.from(algorithm),
    uint32(0),
    uint32(0),
    uint32(256),
  ]);
  return hash('sha256', input, 'buffer');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
