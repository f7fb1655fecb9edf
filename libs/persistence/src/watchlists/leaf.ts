/**
 * Where a record stands among those that two nations compare: the first two bytes of the SHA-256 of its `jti`, as a
 * number. Ranges of up to four hexadecimal digits are runs of it. An immutable expression of a `jti`, which holds plain
 * ASCII without a backslash.
 */
export const leafOf = (jti: string): string =>
  `get_byte(sha256(${jti}::bytea), 0) * 256 + get_byte(sha256(${jti}::bytea), 1)`;

/** Hexadecimal digits of a leaf. */
export const LEAF_DIGITS = 4;

/** The leaves below a prefix of hexadecimal digits, both ends included. */
export function leavesOf(prefix: string): { first: number; last: number } {
  const known = prefix.slice(0, LEAF_DIGITS);
  return {
    first: Number.parseInt(known.padEnd(LEAF_DIGITS, '0'), 16),
    last: Number.parseInt(known.padEnd(LEAF_DIGITS, 'f'), 16),
  };
}
