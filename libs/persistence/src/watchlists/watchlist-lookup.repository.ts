import type { DataSource, EntityManager } from 'typeorm';
import { insertAll } from '../many-rows.js';
import { PAGE_LIMIT } from '../paging/page.js';

/** The keyed hash of one number of an entry. */
export interface EntryLookup {
  kind: string;
  mac: Buffer;
  entryId: string;
}

export class WatchlistLookupRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Gives entries their look-ups; `changed` had others, and what gets none is found by nothing from the commit on. */
  async replace(
    manager: EntityManager,
    changed: readonly string[],
    lookups: readonly EntryLookup[],
  ): Promise<void> {
    if (changed.length > 0)
      await manager.query('delete from watchlist_lookup where entry_id = any($1::uuid[])', [changed]);
    const types = { kind: 'text', mac: 'bytea', entryId: 'uuid' };
    await insertAll(manager, 'watchlist_lookup', types, lookups, 'on conflict do nothing');
  }

  /** Ids of the active entries with this hash, at most a page. */
  async find(kind: string, mac: Buffer, list: string | null, now: Date): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `select entry.entry_id as id from watchlist_lookup lookup join watchlist_entry entry using (entry_id)
       where lookup.kind = $1 and lookup.mac = $2 and ($3::text is null or entry.list = $3)
         and entry.state = 'active' and entry.expires_at > $4
       order by entry.stored_at, entry.entry_id limit ${PAGE_LIMIT}`,
      [kind, mac, list, now],
    );
    return rows.map(({ id }) => id);
  }
}
