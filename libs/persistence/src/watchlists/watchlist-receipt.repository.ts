import type { DataSource, EntityManager } from 'typeorm';
import { insertAll } from '../many-rows.js';
import type { MessageRecorded } from '../national-node/message.repository.js';

/** A signed receipt about a block, made here (`out`, also the ones that never cross) or by the partner (`in`). */
export interface BlockReceipt {
  /** Its own `jti`, which its issuer gives to one statement only. */
  receiptJti: string;
  /** Who issued the block. */
  iss: string;
  blockJti: string;
  kind: string;
  at: Date;
  byNation: string;
  byRole: string;
  token: string;
  digest: string;
  direction: 'in' | 'out';
}

/** An entry that a receipt names. */
export interface BlockReceiptEntry {
  entryId: string;
  clause: string | null;
  reason: string | null;
}

/** A receipt as one entry of the block sees it. */
export interface EntryReceipt extends Pick<BlockReceipt, 'kind' | 'at' | 'byNation' | 'byRole'> {
  /** The receipt names this entry, and not merely its block. */
  named: boolean;
  clause: string | null;
  reason: string | null;
}

const SELECT = `
  select receipt_jti as "receiptJti", iss, block_jti as "blockJti", kind, at, by_nation as "byNation",
         by_role as "byRole", token, digest, direction
  from watchlist_receipt`;

export class WatchlistReceiptRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores a receipt once, whatever token carries it. */
  async append(
    manager: EntityManager,
    receipt: BlockReceipt,
    entries: readonly BlockReceiptEntry[],
  ): Promise<MessageRecorded> {
    const { receiptJti, iss, blockJti, kind, at, byNation, byRole, token, digest, direction } = receipt;
    const [row] = await manager.query<{ id: string }[]>(
      `insert into watchlist_receipt
         (receipt_jti, iss, block_jti, kind, at, by_nation, by_role, token, digest, direction)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
      [receiptJti, iss, blockJti, kind, at, byNation, byRole, token, digest, direction],
    );
    if (row === undefined) {
      const known = await this.find(manager, receipt);
      return known?.blockJti === blockJti && known.kind === kind ? 'known' : 'conflicting';
    }
    const types = { receiptId: 'bigint', entryId: 'uuid', clause: 'text', reason: 'text' };
    const rows = entries.map((entry) => ({ receiptId: row.id, ...entry }));
    await insertAll(manager, 'watchlist_receipt_entry', types, rows, 'on conflict do nothing');
    return 'recorded';
  }

  /** By who gave it and the id it has there. */
  async find(
    manager: EntityManager,
    { byNation, receiptJti }: Pick<BlockReceipt, 'byNation' | 'receiptJti'>,
  ): Promise<BlockReceipt | null> {
    const [known] = await manager.query<BlockReceipt[]>(
      `${SELECT} where by_nation = $1 and receipt_jti = $2`,
      [byNation, receiptJti],
    );
    return known ?? null;
  }

  /** What we stated about a block ourselves, to state it again. */
  async ofBlock(manager: EntityManager, iss: string, blockJti: string): Promise<BlockReceipt[]> {
    return manager.query(`${SELECT} where iss = $1 and block_jti = $2 and direction = 'out' order by id`, [
      iss,
      blockJti,
    ]);
  }

  /** Oldest first: those that name the entry, and those that speak of every entry of a block it was in. */
  async ofEntry(entryId: string): Promise<EntryReceipt[]> {
    return this.dataSource.query(
      `select receipt.kind, receipt.at, receipt.by_nation as "byNation", receipt.by_role as "byRole",
              named.entry_id is not null as named, named.clause, named.reason
       from watchlist_receipt receipt
       left join watchlist_receipt_entry named on named.receipt_id = receipt.id and named.entry_id = $1
       where receipt.id in (
         select receipt_id from watchlist_receipt_entry where entry_id = $1
         union
         select whole.id from (
             select message.iss, message.block_jti from watchlist_message message
               where message.entry_id = $1 and message.outcome is distinct from 'withheld'
             union
             select resent.iss, resent.block_jti from watchlist_message message
               join watchlist_resent resent using (iss, jti, ver) where message.entry_id = $1) carried
           join watchlist_receipt whole on whole.iss = carried.iss and whole.block_jti = carried.block_jti
           where whole.kind in ('delivered', 'refused'))
       order by receipt.at, receipt.id`,
      [entryId],
    );
  }
}
