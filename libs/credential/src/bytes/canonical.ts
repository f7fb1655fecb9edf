import canonicalize from 'canonicalize';

/** RFC 8785. Used to produce bytes; what was received is verified as received. Long numbers belong in strings. */
export function canonicalBytes(value: unknown): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value without a JSON form has no canonical bytes');
  return Buffer.from(text, 'utf8');
}
