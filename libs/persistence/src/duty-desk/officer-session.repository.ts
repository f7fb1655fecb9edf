import { type DataSource, type EntityManager, LessThanOrEqual, MoreThan } from 'typeorm';
import { plain } from '../columns.js';
import { OfficerSessionRow } from './officer-session.row.js';

/** A signed-in officer's session, as it is kept. */
export interface OfficerSession {
  /** Digest of what the browser's cookie holds. */
  key: string;
  /** The tokens it stands for, encrypted. */
  sealed: string;
  startedAt: Date;
  /** From then on it is as if it did not exist. */
  endsAt: Date;
}

export class OfficerSessionRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(session: OfficerSession): Promise<void> {
    await this.dataSource.manager.insert(OfficerSessionRow, session);
  }

  async find(key: string, now: Date): Promise<OfficerSession | null> {
    const row = await this.dataSource.manager.findOneBy(OfficerSessionRow, { key, endsAt: MoreThan(now) });
    return row && plain<OfficerSession>(row);
  }

  /** Holds the session for this transaction: of several that want to refresh it, one does and the others see it done. */
  async lock(manager: EntityManager, key: string, now: Date): Promise<OfficerSession | null> {
    const row = await manager.findOne(OfficerSessionRow, {
      where: { key, endsAt: MoreThan(now) },
      lock: { mode: 'pessimistic_write' },
    });
    return row && plain<OfficerSession>(row);
  }

  async reseal(manager: EntityManager, key: string, sealed: string): Promise<void> {
    await manager.update(OfficerSessionRow, { key }, { sealed });
  }

  async remove(key: string, manager: EntityManager = this.dataSource.manager): Promise<void> {
    await manager.delete(OfficerSessionRow, { key });
  }

  async prune(now: Date): Promise<void> {
    await this.dataSource.manager.delete(OfficerSessionRow, { endsAt: LessThanOrEqual(now) });
  }
}
