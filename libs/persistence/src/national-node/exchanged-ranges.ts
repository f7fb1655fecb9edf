import type { ExchangedEntry } from '@passerelle/exchange-model';
import type { EntityManager } from 'typeorm';
import { LEAF_DIGITS } from '../watchlists/leaf.js';

/** A query for what one nation holds of a range: `leaf`, `jti`, `ver` and `digest` of the highest version of each. */
export interface HeldRows {
  sql: string;
  parameters: readonly unknown[];
}

const BASE64URL = (bytes: string): string => `translate(rtrim(encode(${bytes}, 'base64'), '='), '+/', '-_')`;
const LINES = `string_agg(jti || ' ' || ver || ' ' || digest || chr(10), '' order by jti collate "C")`;

/**
 * Count and digest of a range (docs/protocol.md, "Control"): the rows of each leaf are hashed by themselves, so that no
 * more than a leaf is ever in one string, and a range of several leaves is the hash of theirs. Taken from the rows every
 * time: a digest that was kept would still match after a row was lost.
 */
export async function digestOfRange(
  manager: EntityManager,
  prefix: string,
  { sql, parameters }: HeldRows,
): Promise<{ count: number; dig: string }> {
  const leaves = `select leaf, count(*) as count, sha256(${LINES}::bytea) as dig from (${sql}) held group by leaf`;
  const [row] = await manager.query<{ count: string; dig: string }[]>(
    prefix.length >= LEAF_DIGITS
      ? `select count(*) as count, ${BASE64URL(`sha256(coalesce(${LINES}, '')::bytea)`)} as dig from (${sql}) held`
      : `select coalesce(sum(count), 0) as count, ${BASE64URL(`sha256(coalesce(string_agg(
           lpad(to_hex(leaf), ${LEAF_DIGITS}, '0') || ' ' || count || ' ' || ${BASE64URL('dig')} || chr(10), ''
           order by leaf), '')::bytea)`)} as dig
         from (${leaves}) leaves`,
    [...parameters],
  );
  if (!row) throw new Error('a count has a row');
  return { count: Number(row.count), dig: row.dig };
}

/** Every row of a range, in the byte order of their ids. */
export function entriesOfRange(
  manager: EntityManager,
  { sql, parameters }: HeldRows,
): Promise<ExchangedEntry[]> {
  return manager.query<ExchangedEntry[]>(
    `select jti, ver, digest as dig from (${sql}) held order by jti collate "C"`,
    [...parameters],
  );
}
