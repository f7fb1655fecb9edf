import type { DataSource, EntityManager } from 'typeorm';
import { type ColumnTypes, insertAll, selected, updateAll } from '../many-rows.js';
import { leafOf } from './leaf.js';
import { decodeCursor, type Page, PAGE_LIMIT, pageOf, UUID_FORM } from '../paging/page.js';

/** An entry as the node files it: own or foreign. */
export interface WatchlistEntry {
  entryId: string;
  list: string;
  /** Nation that keeps it. */
  origin: string;
  /** The `jti` a foreign entry came under; null for an own one, whose ids are in its shares. */
  originJti: string | null;
  state: 'active' | 'removed' | 'expired';
  /** Own: counts changes. Foreign: `ver` under the agreement. */
  version: number;
  category: string;
  urgency: string;
  handling: string;
  status: string;
  expiresAt: Date;
  storedAt: Date;
  updatedAt: Date;
  removalReason: string | null;
  /** When its data key was destroyed. */
  erasedAt: Date | null;
  /** Foreign: the agreement version its latest release names. */
  agreementHash: string | null;
  /** Own: the document under the entry's data key. */
  document: Buffer | null;
  /** Own and active: keyed hash of list and national reference. */
  referenceMac: Buffer | null;
  /** Foreign: digest of the version that stands. */
  digest: string | null;
}

const TYPES: ColumnTypes<WatchlistEntry> = {
  entryId: 'uuid',
  list: 'text',
  origin: 'text',
  originJti: 'text',
  state: 'text',
  version: 'int',
  category: 'text',
  urgency: 'text',
  handling: 'text',
  status: 'text',
  expiresAt: 'timestamptz',
  storedAt: 'timestamptz',
  updatedAt: 'timestamptz',
  removalReason: 'text',
  erasedAt: 'timestamptz',
  agreementHash: 'text',
  document: 'bytea',
  referenceMac: 'bytea',
  digest: 'text',
};
const { list: _list, origin: _origin, originJti: _jti, storedAt: _stored, ...CHANGEABLE } = TYPES;
const SELECT = `select ${selected(TYPES, 'entry')} from watchlist_entry entry`;
/** Those that the constant part of the index finds: own and active ones only have a reference. */
const REFERENCED = `${SELECT} where list = $1 and reference_mac is not null and reference_mac = any($2::bytea[])`;

/** A page of each origin, found by skipping from one to the next, and of these the oldest: no row is read in vain. */
const LISTED = `
  with recursive origins as (
    (select origin from watchlist_entry where list = $1 order by origin limit 1)
    union all
    select (select origin from watchlist_entry where list = $1 and origin > origins.origin order by origin limit 1)
    from origins where origins.origin is not null)
  select page.* from origins cross join lateral (
    ${SELECT}
    where list = $1 and origin = origins.origin and ($2::text is null or origin = $2)
      and ($3::timestamptz is null or stored_at >= $3)
      and ($4::timestamptz is null or (stored_at, entry_id) > ($4, $5::uuid))
    order by stored_at, entry_id limit ${PAGE_LIMIT + 1}) page
  order by page."storedAt", page."entryId" limit ${PAGE_LIMIT + 1}`;

export interface EntryFilter {
  list: string;
  origin?: string | undefined;
  since?: Date | undefined;
  cursor?: string | undefined;
}

export class WatchlistEntryRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, entries: readonly WatchlistEntry[]): Promise<void> {
    await insertAll(manager, 'watchlist_entry', TYPES, entries);
  }

  /** Writes the whole state of entries that the transaction holds locked. */
  async update(manager: EntityManager, entries: readonly WatchlistEntry[]): Promise<void> {
    await updateAll<WatchlistEntry>(manager, 'watchlist_entry', CHANGEABLE, ['entryId'], entries);
  }

  async find(entryId: string): Promise<WatchlistEntry | null> {
    if (!UUID_FORM.test(entryId)) return null;
    const [entry] = await this.dataSource.query<WatchlistEntry[]>(`${SELECT} where entry_id = $1`, [entryId]);
    return entry ?? null;
  }

  async findAll(entryIds: readonly string[]): Promise<WatchlistEntry[]> {
    return this.dataSource.query(`${SELECT} where entry_id = any($1::uuid[]) order by stored_at, entry_id`, [
      entryIds,
    ]);
  }

  /** Reads entries and holds their rows until the transaction ends, in one order for everybody. */
  async lock(manager: EntityManager, entryIds: readonly string[]): Promise<WatchlistEntry[]> {
    return manager.query(`${SELECT} where entry_id = any($1::uuid[]) order by entry_id for update`, [
      entryIds.filter((id) => UUID_FORM.test(id)),
    ]);
  }

  /** The same of a partner's entries, by the ids it gave them. */
  async lockByOrigin(
    manager: EntityManager,
    origin: string,
    originJtis: readonly string[],
  ): Promise<WatchlistEntry[]> {
    return manager.query(
      `${SELECT} join unnest($2::text[]) as asked (jti)
         on entry.origin = $1 and entry.leaf = ${leafOf('asked.jti')} and entry.origin_jti = asked.jti
       order by entry_id for update of entry`,
      [origin, originJtis],
    );
  }

  /** The same of active own entries of a list, by their references. Files that name references of one list wait here for one another. */
  async lockByReference(
    manager: EntityManager,
    list: string,
    referenceMacs: readonly Buffer[],
  ): Promise<WatchlistEntry[]> {
    await manager.query(
      `select pg_advisory_xact_lock(hashtextextended('references ' || current_schema() || ' ' || $1, 0))`,
      [list],
    );
    return manager.query(`${REFERENCED} order by entry_id for update`, [list, referenceMacs]);
  }

  async findByReference(list: string, referenceMacs: readonly Buffer[]): Promise<WatchlistEntry[]> {
    return this.dataSource.query(REFERENCED, [list, referenceMacs]);
  }

  /** Active own entries with a reference that were not changed since, after this id, by id. */
  async referencedUnchanged(
    list: string,
    since: Date,
    after: string,
    limit: number,
  ): Promise<{ entryId: string; referenceMac: Buffer }[]> {
    return this.dataSource.query(
      `select entry_id as "entryId", reference_mac as "referenceMac" from watchlist_entry
       where list = $1 and origin_jti is null and state = 'active' and entry_id > $3::uuid
         and reference_mac is not null and updated_at < $2
       order by entry_id limit $4`,
      [list, since, after, limit],
    );
  }

  /**
   * Oldest first, by the time it was stored here.
   *
   * @throws PasserelleError 400 `PSR_CURSOR_INVALID`
   */
  async list({ list, origin, since, cursor }: EntryFilter): Promise<Page<WatchlistEntry>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, UUID_FORM);
    const rows = await this.dataSource.query<WatchlistEntry[]>(LISTED, [
      list,
      origin ?? null,
      since ?? null,
      after?.at ?? null,
      after?.id ?? null,
    ]);
    return pageOf(rows, PAGE_LIMIT, ({ storedAt, entryId }) => ({ at: storedAt, id: entryId }));
  }

  /** Active own entries of a list after this id, by id: each once, however the list changes meanwhile. */
  async ownActive(manager: EntityManager, list: string, after: string, limit: number): Promise<string[]> {
    return ids(
      await manager.query(
        `select entry_id as id from watchlist_entry
         where list = $1 and origin_jti is null and state = 'active' and entry_id > $2::uuid
         order by entry_id limit $3`,
        [list, after, limit],
      ),
    );
  }

  /** Active entries whose time is over, the longest overdue first. */
  async overdue(now: Date, limit: number): Promise<string[]> {
    return ids(
      await this.dataSource.query(
        `select entry_id as id from watchlist_entry
         where state = 'active' and expires_at <= $1 order by expires_at limit $2`,
        [now, limit],
      ),
    );
  }

  /** Entries that are over while their data key may still exist. */
  async unerased(limit: number): Promise<string[]> {
    return ids(
      await this.dataSource.query(
        `select entry_id as id from watchlist_entry
         where state <> 'active' and erased_at is null order by updated_at limit $1`,
        [limit],
      ),
    );
  }
}

const ids = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);
