import type { EntityManager } from 'typeorm';

/** What a restored database still has to make good (docs/adr/0012). */
export class RecoveryRepository {
  /**
   * Whether another life of the database has begun since this was noted last. Of several instances at once one is told
   * so: it holds the note until its transaction ends.
   */
  async isAnotherLife(manager: EntityManager): Promise<boolean> {
    const [row] = await manager.query<{ another: boolean }[]>(
      `select mark.epoch <> life.epoch as another from recovery_mark mark, database_epoch life for update of mark`,
    );
    return row?.another ?? false;
  }

  /** Notes this life of the database. */
  async noteLife(manager: EntityManager): Promise<void> {
    await manager.query(
      `insert into recovery_mark (epoch) select epoch from database_epoch
       on conflict (single) do update set epoch = excluded.epoch`,
    );
  }

  /** Own alerts that ended by having been erased in another life, and may be open at a partner still. */
  async openAlerts(manager: EntityManager): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `select distinct share.alert_id as id from share join alert using (alert_id)
       where share.state = 'open' and share.maybe_released and alert.state = 'withdrawn' order by id`,
    );
    return rows.map(({ id }) => id);
  }

  /** The same of watchlist entries. */
  async openEntries(manager: EntityManager): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `select distinct share.entry_id as id from watchlist_share share join watchlist_entry entry using (entry_id)
       where share.state = 'open' and share.maybe_released and entry.state = 'removed' order by id`,
    );
    return rows.map(({ id }) => id);
  }

  /** What was being compared is of the other life, and nobody answers it any more. */
  async breakOffReconciliations(manager: EntityManager, at: Date): Promise<void> {
    await manager.query(`update reconciliation set state = 'failed', ended_at = $1 where state = 'running'`, [
      at,
    ]);
  }
}
