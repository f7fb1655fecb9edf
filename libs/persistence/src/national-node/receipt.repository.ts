import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { type ColumnTypes, insertAll } from '../many-rows.js';
import type { MessageRecorded } from './message.repository.js';
import { ReceiptRow } from './receipt.row.js';

/** A signed receipt, made here (`out`, also the ones that never cross) or by the partner (`in`). */
export interface Receipt {
  /** Its own `jti`, which its issuer gives to one statement only. */
  receiptJti: string;
  /** Own id of the alert it is about. */
  alertId: string;
  /** Identity of the message it is about. */
  jti: string;
  ver: number;
  kind: string;
  at: Date;
  byNation: string;
  byRole: string;
  post: string | null;
  clause: string | null;
  reason: string | null;
  /** The signed token. */
  token: string;
  /** SHA-256 of its signing input, base64url. */
  digest: string;
  direction: 'in' | 'out';
}

export interface StoredReceipt extends Receipt {
  id: string;
}

const TYPES: ColumnTypes<Receipt> = {
  receiptJti: 'text',
  alertId: 'uuid',
  jti: 'text',
  ver: 'int',
  kind: 'text',
  at: 'timestamptz',
  byNation: 'text',
  byRole: 'text',
  post: 'text',
  clause: 'text',
  reason: 'text',
  token: 'text',
  digest: 'text',
  direction: 'text',
};

export class ReceiptRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores receipts made here; what was stated before stays as it was stated. */
  async appendAll(manager: EntityManager, receipts: readonly Receipt[]): Promise<void> {
    await insertAll(manager, 'receipt', TYPES, receipts, 'on conflict do nothing');
  }

  /** Stores a receipt once, whatever token carries it. */
  async append(manager: EntityManager, receipt: Receipt): Promise<MessageRecorded> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(ReceiptRow)
      .values(receipt)
      .orIgnore()
      .returning('id')
      .execute();
    if ((inserted.raw as unknown[]).length === 1) return 'recorded';
    const known = await this.find(manager, receipt);
    return known && statementOf(known) === statementOf(receipt) ? 'known' : 'conflicting';
  }

  /** By who gave it and the id it has there. */
  async find(
    manager: EntityManager,
    { byNation, receiptJti }: Pick<Receipt, 'byNation' | 'receiptJti'>,
  ): Promise<Receipt | null> {
    const row = await manager.findOneBy(ReceiptRow, { byNation, receiptJti });
    return row && plain<StoredReceipt>(row);
  }

  /** Oldest first. */
  async ofAlert(alertId: string, manager: EntityManager = this.dataSource.manager): Promise<StoredReceipt[]> {
    const rows = await manager.find(ReceiptRow, { where: { alertId }, order: { at: 'asc', id: 'asc' } });
    return rows.map(plain<StoredReceipt>);
  }
}

/** What it says; when it was signed and under which signature may differ. */
const statementOf = ({ alertId, jti, ver, kind, byRole, reason }: Receipt): string =>
  JSON.stringify([alertId, jti, ver, kind, byRole, reason]);
