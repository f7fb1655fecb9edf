import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
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

export class ReceiptRepository {
  constructor(private readonly dataSource: DataSource) {}

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
