import { isDeepStrictEqual } from 'node:util';
import type { DataSource, EntityManager, SelectQueryBuilder } from 'typeorm';
import { plain } from '../columns.js';
import { decodeCursor, type Page, PAGE_LIMIT, pageOf, SERIAL_FORM } from '../paging/page.js';
import { DecisionRecordRow, HistoryEventRow } from './history.row.js';

/** One step of a message's life, as evidence. */
export interface HistoryEvent {
  /** The record's own id; null where it has none. */
  evidenceId: string | null;
  at: Date;
  kind: string;
  nation: string;
  alertId: string | null;
  iss: string | null;
  jti: string | null;
  version: number | null;
  digest: string;
  /** Which decision record it rests on. */
  decisionDigest: string | null;
  sourceTopic: string;
  sourcePartition: number;
  sourceOffset: bigint;
  /** The evidence record as it came. */
  body: object;
}

/** An event with the decision record it rests on, where that has arrived; `alertId` also where only `jti` came. */
export interface HistoryEntry extends HistoryEvent {
  decision: object | null;
}

export interface HistoryFilter {
  /** At or after. */
  from?: Date | undefined;
  /** At or before. */
  to?: Date | undefined;
  alertId?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** Events that name the alert, and those that only carry an identity which `issued` or `received` gave to the alert. */
const ABOUT_ALERT = `(event.alert_id = :alertId or (event.alert_id is null and (event.iss, event.jti) in (
  select named.iss, named.jti from history_event named
  where named.alert_id = :alertId and named.kind in ('issued', 'received'))))`;

/** What happened, added to and read; the service's login may do nothing else. */
export class HistoryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds an event once: a record that its writer tells again, under the same id and with the same words but for the
   * time, is the same event. What tells something else under an id that is taken is kept beside it.
   */
  async append(manager: EntityManager, event: HistoryEvent): Promise<void> {
    const known = event.evidenceId === null ? null : await this.#knownAs(manager, event);
    if (known === null) await manager.insert(HistoryEventRow, event);
    else if (!tellsTheSame(known.body, event.body))
      await manager.insert(HistoryEventRow, { ...event, evidenceId: null });
  }

  /** Of the same writer: each has partitions of its own. */
  #knownAs(
    manager: EntityManager,
    { sourceTopic, sourcePartition, evidenceId }: HistoryEvent,
  ): Promise<HistoryEventRow | null> {
    return manager.findOneBy(HistoryEventRow, {
      sourceTopic,
      sourcePartition,
      evidenceId: evidenceId as string,
    });
  }

  /** Keeps a decision record once, under its digest. */
  async keepDecision(manager: EntityManager, digest: string, body: object): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(DecisionRecordRow)
      .values({ digest, body })
      .orIgnore()
      .execute();
  }

  /**
   * In the order of `at`, then as they came; oldest first.
   *
   * @throws PasserelleError 400 `PSR_CURSOR_INVALID`
   */
  async list(filter: HistoryFilter): Promise<Page<HistoryEntry>> {
    const limit = Math.min(filter.limit ?? PAGE_LIMIT, PAGE_LIMIT);
    const query = this.dataSource.manager.createQueryBuilder(HistoryEventRow, 'event');
    narrow(query, filter);
    query
      .orderBy('event.at')
      .addOrderBy('event.id')
      .limit(limit + 1);
    const { items, next } = pageOf(await query.getMany(), limit, ({ at, id }) => ({ at, id: String(id) }));
    const [decisions, named] = await Promise.all([this.#decisions(items), this.#alertsNamed(items)]);
    const entries = items.map((row) => {
      const { id: _, ...event } = plain(row);
      const alertId = event.alertId ?? named.get(`${event.iss} ${event.jti}`) ?? null;
      return { ...event, alertId, decision: decisions.get(event.decisionDigest ?? '') ?? null };
    });
    return { items: entries, next };
  }

  /** `iss jti` → own alert id, from the evidence that an alert was issued or received under that identity. */
  async #alertsNamed(events: HistoryEventRow[]): Promise<Map<string, string>> {
    const jtis = events.flatMap(({ alertId, jti }) => (alertId === null && jti !== null ? [jti] : []));
    if (jtis.length === 0) return new Map();
    const rows = await this.dataSource.query<{ message: string; alertId: string }[]>(
      `select distinct iss || ' ' || jti as message, alert_id as "alertId" from history_event
       where jti = any($1) and alert_id is not null and kind in ('issued', 'received')`,
      [jtis],
    );
    return new Map(rows.map(({ message, alertId }) => [message, alertId]));
  }

  async #decisions(events: HistoryEventRow[]): Promise<Map<string, object>> {
    const digests = [...new Set(events.flatMap(({ decisionDigest }) => decisionDigest ?? []))];
    if (digests.length === 0) return new Map();
    const rows = await this.dataSource.manager
      .createQueryBuilder(DecisionRecordRow, 'record')
      .where('record.digest = any(:digests)', { digests })
      .getMany();
    return new Map(rows.map(({ digest, body }) => [digest, body]));
  }
}

function tellsTheSame(known: object, again: object): boolean {
  const [one, other] = [known, again].map((body) => withoutTime(body));
  return isDeepStrictEqual(one, other);
}

function withoutTime(body: object): object {
  const { at: _, ...told } = body as { at?: unknown };
  return told;
}

function narrow(
  query: SelectQueryBuilder<HistoryEventRow>,
  { from, to, alertId, cursor }: HistoryFilter,
): void {
  if (from) query.andWhere('event.at >= :from', { from });
  if (to) query.andWhere('event.at <= :to', { to });
  if (alertId) query.andWhere(ABOUT_ALERT, { alertId });
  if (cursor) query.andWhere('(event.at, event.id) > (:at, :id)', decodeCursor(cursor, SERIAL_FORM));
}
