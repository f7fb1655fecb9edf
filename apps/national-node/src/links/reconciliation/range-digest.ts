import { digest } from '@passerelle/credential';
import type { ExchangedEntry } from '@passerelle/exchange-model';
import { createHash } from 'node:crypto';

/** Hexadecimal digits of the parts that are hashed by themselves (docs/protocol.md, "Control"). */
const LEAF_DIGITS = 4;

const placeOf = (jti: string): string => createHash('sha256').update(jti).digest('hex');
const byBytes = (a: string, b: string): number => (a < b ? -1 : 1);

/** The digest of a range from its entries: what the database computes where there may be a million of them. */
export function rangeDigestOf(prefix: string, entries: readonly ExchangedEntry[]): string {
  if (prefix.length >= LEAF_DIGITS) return linesDigest(entries);
  const leaves = new Map<string, ExchangedEntry[]>();
  for (const entry of entries) {
    const leaf = placeOf(entry.jti).slice(0, LEAF_DIGITS);
    leaves.set(leaf, [...(leaves.get(leaf) ?? []), entry]);
  }
  const lines = [...leaves]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([leaf, held]) => `${leaf} ${held.length} ${linesDigest(held)}\n`);
  return digest(lines.join(''));
}

/** Ids are plain ASCII, of which JavaScript's order is that of the bytes. */
const linesDigest = (entries: readonly ExchangedEntry[]): string =>
  digest(
    [...entries]
      .sort((a, b) => byBytes(a.jti, b.jti))
      .map(({ jti, ver, dig }) => `${jti} ${ver} ${dig}\n`)
      .join(''),
  );
