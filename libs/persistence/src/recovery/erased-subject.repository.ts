import type { EntityManager } from 'typeorm';

/** Alerts that are in the database although they were erased. */
const END_ALERTS = `
  update alert set erased_at = erased.at, updated_at = $1,
    state = case when alert.state <> 'active' then alert.state
                 when alert.expires_at <= erased.at then 'expired' else 'withdrawn' end
  from erased_subject erased where erased.id = alert.alert_id and alert.erased_at is null`;

/** Watchlist entries that are, with what finds them: their look-ups, their reference. */
const END_ENTRIES = `
  with ended as (
    update watchlist_entry entry set erased_at = erased.at, updated_at = $1, document = null,
      reference_mac = null,
      state = case when entry.state <> 'active' then entry.state
                   when entry.expires_at <= erased.at then 'expired' else 'removed' end
    from erased_subject erased where erased.id = entry.entry_id and entry.erased_at is null
    returning entry.entry_id
  ), unmatched as (
    delete from watchlist_lookup where entry_id in (select entry_id from ended)
  )
  select count(*)::int as count from ended`;

/**
 * What was erased in another life of the database and must not come back in this one (docs/adr/0012). Only a database
 * that was restored has any.
 */
export class ErasedSubjectRepository {
  /** Of these, notes the ones that the database does not know as erased. */
  async note(manager: EntityManager, ids: readonly string[], at: Date): Promise<void> {
    await manager.query(
      `insert into erased_subject (id, at)
       select id, $2 from unnest($1::uuid[]) id
       where not exists (select 1 from alert where alert_id = id and erased_at is not null)
         and not exists (select 1 from watchlist_entry where entry_id = id and erased_at is not null)
       on conflict do nothing`,
      [ids, at],
    );
  }

  /** Ends what is here of what was noted: state, look-ups and documents. Returns how many. */
  async end(manager: EntityManager, now: Date): Promise<number> {
    const [, alerts] = await manager.query<[unknown, number]>(END_ALERTS, [now]);
    const [entries] = await manager.query<{ count: number }[]>(END_ENTRIES, [now]);
    return alerts + (entries?.count ?? 0);
  }

  /** When each of these was erased, where it was. */
  async of(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Date>> {
    if (ids.length === 0) return new Map();
    const rows = await manager.query<{ id: string; at: Date }[]>(
      'select id, at from erased_subject where id = any($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, at }) => [id, at]));
  }
}
