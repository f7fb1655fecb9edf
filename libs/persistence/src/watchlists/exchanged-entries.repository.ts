import type { ExchangedEntry } from '@passerelle/exchange-model';
import type { DataSource, EntityManager } from 'typeorm';
import { digestOfRange, entriesOfRange, type HeldRows } from '../national-node/exchanged-ranges.js';
import { LEAF_DIGITS, leavesOf } from './leaf.js';

/** Which entries of watchlists are compared with which partner. */
export interface EntryRange {
  /** Whose node this is. */
  nation: string;
  partner: string;
  /** Of the SHA-256 of the `jti`, in hexadecimal. */
  prefix: string;
  /** What ends at or before it is left out. */
  asOf: Date;
}

/**
 * Entries of watchlists as two nations must hold them alike: of ours the highest version that left and was not refused,
 * of the partner's the one that stands here. Both are read in the order of an index.
 */
export class ExchangedEntriesRepository {
  constructor(private readonly dataSource: DataSource) {}

  releasedDigest(manager: EntityManager, range: EntryRange): Promise<{ count: number; dig: string }> {
    return digestOfRange(manager, range.prefix, released(range));
  }

  released(manager: EntityManager, range: EntryRange): Promise<ExchangedEntry[]> {
    return entriesOfRange(manager, released(range));
  }

  storedDigest(manager: EntityManager, range: EntryRange): Promise<{ count: number; dig: string }> {
    return digestOfRange(manager, range.prefix, stored(range));
  }

  stored(manager: EntityManager, range: EntryRange): Promise<ExchangedEntry[]> {
    return entriesOfRange(manager, stored(range));
  }

  /** Did we sign it for this partner, was it not withheld, and was nothing later released? */
  async mayHold(nation: string, partner: string, { jti, ver, dig }: ExchangedEntry): Promise<boolean> {
    const found = await this.dataSource.query<unknown[]>(
      `select 1 from watchlist_share share
       join watchlist_message message on message.iss = $5 and message.jti = share.jti
       where share.jti = $2 and share.partner = $1 and message.ver = $3 and message.digest = $4
         and message.outcome is distinct from 'withheld'
         and not exists (
           select 1 from watchlist_message later
           join watchlist_block carrier on carrier.iss = later.iss and carrier.jti = later.block_jti
           where later.iss = message.iss and later.jti = message.jti and later.ver > message.ver
             and carrier.decided_at is not null and later.outcome is distinct from 'withheld'
             and later.answer is distinct from 'refused')`,
      [partner, jti, ver, dig, nation],
    );
    return found.length === 1;
  }
}

/** A range of more digits than a leaf has is part of one. */
const within = (prefix: string, jti: string): string =>
  prefix.length > LEAF_DIGITS
    ? `and starts_with(encode(sha256(${jti}::bytea), 'hex'), '${hexadecimal(prefix)}')`
    : '';

function hexadecimal(prefix: string): string {
  if (!/^[0-9a-f]*$/.test(prefix)) throw new Error('a range is named by hexadecimal digits');
  return prefix;
}

const parametersOf = ({ partner, prefix, asOf }: EntryRange): unknown[] => {
  const { first, last } = leavesOf(prefix);
  return [partner, first, last, asOf];
};

function stored(range: EntryRange): HeldRows {
  return {
    sql: `
      select leaf, origin_jti as jti, version as ver, digest from watchlist_entry
      where origin = $1 and origin_jti is not null and leaf between $2 and $3 and expires_at > $4
        ${within(range.prefix, 'origin_jti')}`,
    parameters: parametersOf(range),
  };
}

/**
 * What was issued last, except where that has not been decided yet, was withheld or refused: there the highest version
 * that did leave, if any, which is looked for one by one.
 */
function released(range: EntryRange): HeldRows {
  const ofRange = `share.partner = $1 and share.leaf between $2 and $3 ${within(range.prefix, 'share.jti')}`;
  return {
    sql: `
      with undecided as materialized (
        select message.jti from watchlist_block block
        join watchlist_message message on message.iss = block.iss and message.block_jti = block.jti
        where block.partner = $1 and block.direction = 'out' and block.decided_at is null),
      apart as materialized (
        select share.leaf, share.jti from watchlist_share share where ${ofRange} and share.excepted
        union
        select share.leaf, share.jti from watchlist_share share join undecided using (jti) where ${ofRange})
      select share.leaf, share.jti, share.ver, share.digest from watchlist_share share
      where ${ofRange} and not share.excepted and share.expires_at > $4
        and share.jti not in (select jti from undecided)
      union all
      select apart.leaf, apart.jti, highest.ver, highest.digest
      from apart cross join lateral (
        select message.ver, message.digest, message.expires_at from watchlist_message message
        join watchlist_block block on block.iss = message.iss and block.jti = message.block_jti
        where message.iss = $5 and message.jti = apart.jti and block.decided_at is not null
          and message.outcome is distinct from 'withheld' and message.answer is distinct from 'refused'
        order by message.ver desc limit 1) highest
      where highest.expires_at > $4`,
    parameters: [...parametersOf(range), range.nation],
  };
}
