import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { type ColumnTypes, insertAll } from '../many-rows.js';
import { ReceiptRow } from './receipt.row.js';

/** A signed receipt, made here (`out`, also the ones that never cross) or by the partner (`in`). */
export interface Receipt {
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

  /** Stores receipts just made, of which none can be here. */
  async appendAll(manager: EntityManager, receipts: readonly Receipt[]): Promise<void> {
    await insertAll(manager, 'receipt', TYPES, receipts);
  }

  /** Stores a receipt once; false where it is here already. */
  async append(manager: EntityManager, receipt: Receipt): Promise<boolean> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(ReceiptRow)
      .values(receipt)
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length === 1;
  }

  /** Oldest first. */
  async ofAlert(alertId: string, manager: EntityManager = this.dataSource.manager): Promise<StoredReceipt[]> {
    const rows = await manager.find(ReceiptRow, { where: { alertId }, order: { at: 'asc', id: 'asc' } });
    return rows.map(plain<StoredReceipt>);
  }
}
