import type { DataSource, EntityManager } from 'typeorm';
import { type ColumnTypes, insertAll, selected } from '../many-rows.js';

/** A block that was sent or received: what was signed, in which there are digests only. */
export interface WatchlistBlock {
  iss: string;
  jti: string;
  list: string;
  partner: string;
  digest: string;
  direction: 'in' | 'out';
  tokenJwt: string;
  releaseJwt: string | null;
  /** Of a received one: what its release names. Of a sent one: what our bridge decided under, once it is known. */
  agreementHash: string | null;
  at: Date;
  /** Sent: every entry in it is expected to leave. */
  expected: boolean;
  /** Sent: it carries once more what an earlier block carried. */
  resent: boolean;
  /** When the last of its entries ends. */
  expiresAt: Date | null;
}

/** One version of one entry, in the block that carried it first. */
export interface EntryMessage {
  iss: string;
  jti: string;
  ver: number;
  entryId: string;
  blockJti: string;
  act: string;
  /** Of the entry as it was signed. */
  digest: string;
  /** Its disclosures, the entry's own first, under the entry's data key. */
  disclosures: Buffer | null;
  /** Of a removal its one disclosure, which holds codes only and outlives the data key. */
  element: string | null;
  expiresAt: Date | null;
  /** Sent: `withheld` where our bridge kept it back; null while that is not known, and where its block was released. */
  outcome: 'released' | 'withheld' | null;
  clause: string | null;
  reason: string | null;
}

/** The version of a share that was issued last, and what became of it. */
export interface IssuedVersion extends Pick<EntryMessage, 'jti' | 'ver' | 'act' | 'outcome'> {
  answer: 'refused' | null;
  /** When it was signed. */
  at: Date;
  decidedAt: Date | null;
  agreementHash: string | null;
}

const BLOCK_TYPES: ColumnTypes<WatchlistBlock> = {
  iss: 'text',
  jti: 'text',
  list: 'text',
  partner: 'text',
  digest: 'text',
  direction: 'text',
  tokenJwt: 'text',
  releaseJwt: 'text',
  agreementHash: 'text',
  at: 'timestamptz',
  expected: 'boolean',
  resent: 'boolean',
  expiresAt: 'timestamptz',
};
const TYPES: ColumnTypes<EntryMessage> = {
  iss: 'text',
  jti: 'text',
  ver: 'int',
  entryId: 'uuid',
  blockJti: 'text',
  act: 'text',
  digest: 'text',
  disclosures: 'bytea',
  element: 'text',
  expiresAt: 'timestamptz',
  outcome: 'text',
  clause: 'text',
  reason: 'text',
};
const SELECT = `select ${selected(TYPES, 'message')} from watchlist_message message`;

export class WatchlistMessageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Archives a block with its entries. */
  async record(
    manager: EntityManager,
    block: WatchlistBlock,
    messages: readonly EntryMessage[],
  ): Promise<void> {
    await insertAll(manager, 'watchlist_block', BLOCK_TYPES, [block]);
    await insertAll(manager, 'watchlist_message', TYPES, messages);
  }

  /** Archives a block that carries versions archived before. */
  async recordResent(
    manager: EntityManager,
    block: WatchlistBlock,
    versions: readonly { jti: string; ver: number }[],
  ): Promise<void> {
    await insertAll(manager, 'watchlist_block', BLOCK_TYPES, [block]);
    const types = { iss: 'text', blockJti: 'text', jti: 'text', ver: 'int' };
    const rows = versions.map(({ jti, ver }) => ({ iss: block.iss, blockJti: block.jti, jti, ver }));
    await insertAll(manager, 'watchlist_resent', types, rows);
  }

  async findBlock(
    iss: string,
    jti: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<WatchlistBlock | null> {
    const [block] = await manager.query<WatchlistBlock[]>(
      `select ${selected(BLOCK_TYPES, 'block')} from watchlist_block block where iss = $1 and jti = $2`,
      [iss, jti],
    );
    return block ?? null;
  }

  /** What of these versions is here, whichever block carried it. */
  async known(
    manager: EntityManager,
    iss: string,
    versions: readonly { jti: string; ver: number }[],
  ): Promise<EntryMessage[]> {
    return manager.query(
      `${SELECT} join unnest($2::text[], $3::int[]) as asked (jti, ver)
         on message.iss = $1 and message.jti = asked.jti and message.ver = asked.ver`,
      [iss, versions.map(({ jti }) => jti), versions.map(({ ver }) => ver)],
    );
  }

  /** The version of an entry that stands. */
  async versions(iss: string, versions: readonly { jti: string; ver: number }[]): Promise<EntryMessage[]> {
    return this.known(this.dataSource.manager, iss, versions);
  }

  /** The versions that a block carried, first or once more. */
  async ofBlock(manager: EntityManager, iss: string, blockJti: string): Promise<EntryMessage[]> {
    return manager.query(
      `${SELECT} where message.iss = $1 and message.block_jti = $2
       union all
       ${SELECT} join watchlist_resent resent
         on resent.iss = message.iss and resent.jti = message.jti and resent.ver = message.ver
       where resent.iss = $1 and resent.block_jti = $2`,
      [iss, blockJti],
    );
  }

  /** Of the given versions those that a block carried, first or once more. */
  async carriedBy(
    manager: EntityManager,
    block: Pick<WatchlistBlock, 'iss' | 'jti'>,
    versions: readonly { jti: string; ver: number }[],
  ): Promise<Pick<EntryMessage, 'jti' | 'ver' | 'entryId'>[]> {
    return manager.query(
      `select message.jti, message.ver, message.entry_id as "entryId" from watchlist_message message
       join unnest($3::text[], $4::int[]) as asked (jti, ver)
         on message.iss = $1 and message.jti = asked.jti and message.ver = asked.ver
       where message.block_jti = $2 or exists (
         select 1 from watchlist_resent resent where resent.iss = $1 and resent.block_jti = $2
           and resent.jti = message.jti and resent.ver = message.ver)`,
      [block.iss, block.jti, versions.map(({ jti }) => jti), versions.map(({ ver }) => ver)],
    );
  }

  /** What our bridge kept back, with its reason. What left once has left. */
  async recordWithheld(
    manager: EntityManager,
    withheld: readonly Pick<EntryMessage, 'iss' | 'jti' | 'ver' | 'clause' | 'reason'>[],
  ): Promise<void> {
    if (withheld.length === 0) return;
    await manager.query(
      `update watchlist_message message set outcome = 'withheld', clause = given.clause, reason = given.reason
       from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[]) as given (iss, jti, ver, clause, reason)
       where message.iss = given.iss and message.jti = given.jti and message.ver = given.ver`,
      [
        withheld.map(({ iss }) => iss),
        withheld.map(({ jti }) => jti),
        withheld.map(({ ver }) => ver),
        withheld.map(({ clause }) => clause),
        withheld.map(({ reason }) => reason),
      ],
    );
  }

  /** Of each share, whether a version of it left, and whether one still waits for its outcome. */
  async standing(
    manager: EntityManager,
    iss: string,
    jtis: readonly string[],
  ): Promise<{ jti: string; released: boolean; waiting: boolean }[]> {
    return manager.query(
      `select message.jti,
              bool_or(block.decided_at is not null and message.outcome is distinct from 'withheld') as released,
              bool_or(block.decided_at is null) as waiting
       from watchlist_message message
       join watchlist_block block on block.iss = message.iss and block.jti = message.block_jti
       where message.iss = $1 and message.jti = any($2::text[]) group by message.jti`,
      [iss, jtis],
    );
  }

  /** What became of the version each share issued last. */
  async lastIssued(
    manager: EntityManager,
    iss: string,
    shares: readonly { jti: string; ver: number }[],
  ): Promise<IssuedVersion[]> {
    return manager.query(
      `select message.jti, message.ver, message.act, message.outcome, message.answer, block.at,
              block.decided_at as "decidedAt", block.agreement_hash as "agreementHash"
       from unnest($2::text[], $3::int[]) as asked (jti, ver)
       join watchlist_message message
         on message.iss = $1 and message.jti = asked.jti and message.ver = asked.ver
       join watchlist_block block on block.iss = message.iss and block.jti = message.block_jti`,
      [iss, shares.map(({ jti }) => jti), shares.map(({ ver }) => ver)],
    );
  }

  /** The last version of each entry, with the block that carried it. */
  async latest(manager: EntityManager, entryIds: readonly string[]): Promise<EntryMessage[]> {
    return manager.query(
      `select distinct on (message.entry_id) ${selected(TYPES, 'message')} from watchlist_message message
       where message.entry_id = any($1::uuid[]) order by message.entry_id, message.ver desc`,
      [entryIds],
    );
  }
}
