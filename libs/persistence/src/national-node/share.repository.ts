import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { ShareRow } from './share.row.js';

/**
 * An own alert under one agreement: the ids and the count that only this partner sees. A withdrawn share never opens
 * again; an alert that may be shared once more gets another one, with ids of its own.
 */
export interface Share {
  jti: string;
  alertId: string;
  agreementId: string;
  partner: string;
  threadId: string;
  /** Version last issued under the agreement; 0 before the first. */
  ver: number;
  /** Digest of that version: `prev` of the next. */
  lastDigest: string | null;
  state: 'open' | 'withdrawn';
  /** A version left, or its outcome is not known yet: what would now be withheld must be withdrawn. */
  maybeReleased: boolean;
}

export class ShareRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, share: Share): Promise<void> {
    await manager.insert(ShareRow, share);
  }

  /** Writes the state of a share; the transaction holds its alert locked. */
  async update(manager: EntityManager, { jti, ...state }: Share): Promise<void> {
    await manager.update(ShareRow, { jti }, state);
  }

  /** The one open share of an alert with a partner. */
  async findOpen(
    alertId: string,
    partner: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Share | null> {
    return shareOf(await manager.findOneBy(ShareRow, { alertId, partner, state: 'open' }));
  }

  /** By the id the partner knows it under. */
  async findByJti(jti: string, manager: EntityManager = this.dataSource.manager): Promise<Share | null> {
    return shareOf(await manager.findOneBy(ShareRow, { jti }));
  }

  async ofAlert(alertId: string, manager: EntityManager = this.dataSource.manager): Promise<Share[]> {
    const rows = await manager.find(ShareRow, { where: { alertId }, order: { partner: 'asc', jti: 'asc' } });
    return rows.map(plain<Share>);
  }
}

function shareOf(row: ShareRow | null): Share | null {
  return row && plain<Share>(row);
}
