import type { DataSource, EntityManager } from 'typeorm';
import { type ColumnTypes, insertAll, selected, updateAll } from '../many-rows.js';

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
  agreementHash: string | null;
  at: Date;
}

/** One version of one entry, in the block that carried it. */
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
  /** Of a sent one: what enforce decided; null until it is known. */
  outcome: 'released' | 'withheld' | null;
  clause: string | null;
  reason: string | null;
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

  async recordOutcomes(
    manager: EntityManager,
    outcomes: readonly Pick<EntryMessage, 'iss' | 'jti' | 'ver' | 'outcome' | 'clause' | 'reason'>[],
  ): Promise<void> {
    const { iss, jti, ver, outcome, clause, reason } = TYPES;
    await updateAll(
      manager,
      'watchlist_message',
      { iss, jti, ver, outcome, clause, reason },
      ['iss', 'jti', 'ver'],
      outcomes,
    );
  }

  /** Of each share, whether a version of it left, and whether one still waits for its outcome. */
  async standing(
    manager: EntityManager,
    iss: string,
    jtis: readonly string[],
  ): Promise<{ jti: string; released: boolean; waiting: boolean }[]> {
    return manager.query(
      `select jti, bool_or(coalesce(outcome = 'released', false)) as released, bool_or(outcome is null) as waiting
       from watchlist_message where iss = $1 and jti = any($2::text[]) group by jti`,
      [iss, jtis],
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
