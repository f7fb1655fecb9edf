import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { decodeCursor, type Page, PAGE_LIMIT, pageOf, UUID_FORM } from '../paging/page.js';
import { NotificationEventRow, NotificationRow } from './notification.row.js';

export type NotificationState = 'new' | 'acknowledged';

/** What a notification and its events say of a foreign alert: ids and codes, nothing personal. */
export interface NotifiedAlert {
  notificationId: string;
  /** Own id of the alert. */
  alertId: string;
  originAlertId: string;
  origin: string;
  version: number;
  category: string;
  urgency: string;
  /** `Actual`, `Exercise`, `Test`. */
  status: string;
  /** Why it was sent last. */
  reason: string;
  at: Date;
}

/** The one notification of a foreign alert; later versions reuse it. */
export interface Notification extends NotifiedAlert {
  /** When the desk first heard of the alert. */
  receivedAt: Date;
  state: NotificationState;
  /** Client or officer who took charge. */
  acknowledgedBy: string | null;
  acknowledgedAt: Date | null;
}

/** One event of the stream; `seq` is its id there. */
export interface NotificationEvent extends NotifiedAlert {
  seq: bigint;
}

export class NotificationRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, notification: Notification): Promise<void> {
    await manager.insert(NotificationRow, notification);
  }

  /** Writes the whole state of a notification that the transaction holds locked. */
  async update(manager: EntityManager, { notificationId, ...state }: Notification): Promise<void> {
    await manager.update(NotificationRow, { notificationId }, state);
  }

  async lockForUpdate(manager: EntityManager, notificationId: string): Promise<Notification | null> {
    if (!UUID_FORM.test(notificationId)) return null;
    return this.#locked(manager, { notificationId });
  }

  async lockByAlert(manager: EntityManager, alertId: string): Promise<Notification | null> {
    return this.#locked(manager, { alertId });
  }

  /**
   * Oldest first, by the time the desk first heard of the alert.
   *
   * @throws PasserelleError 400 `PSR_CURSOR_INVALID`
   */
  async list(cursor?: string, limit: number = PAGE_LIMIT, alertId?: string): Promise<Page<Notification>> {
    const query = this.dataSource.manager.createQueryBuilder(NotificationRow, 'n');
    if (alertId) query.andWhere({ alertId });
    if (cursor)
      query.andWhere('(n.receivedAt, n.notificationId) > (:at, :id)', decodeCursor(cursor, UUID_FORM));
    query
      .orderBy('n.receivedAt')
      .addOrderBy('n.notificationId')
      .limit(limit + 1);
    const rows = (await query.getMany()).map(plain<Notification>);
    return pageOf(rows, limit, (row) => ({ at: row.receivedAt, id: row.notificationId }));
  }

  /**
   * Adds an event to the stream. Events are appended one transaction after the other, so that a reader who has seen
   * one has seen all before it.
   */
  async appendEvent(manager: EntityManager, event: NotifiedAlert): Promise<void> {
    await manager.query(
      `select pg_advisory_xact_lock(hashtextextended(current_schema() || ' notification_event', 0))`,
    );
    await manager.insert(NotificationEventRow, event);
  }

  /** Events after `seq`, in order. */
  async eventsAfter(seq: bigint, limit: number): Promise<NotificationEvent[]> {
    const rows = await this.dataSource.manager
      .createQueryBuilder(NotificationEventRow, 'event')
      .where('event.seq > :seq', { seq: seq.toString() })
      .orderBy('event.seq')
      .limit(limit)
      .getMany();
    return rows.map(plain<NotificationEvent>);
  }

  /** `seq` of the last event; 0 where there is none. */
  async lastEvent(): Promise<bigint> {
    const [row] = await this.dataSource.query<{ seq: string }[]>(
      'select coalesce(max(seq), 0) as seq from notification_event',
    );
    return BigInt(row?.seq ?? 0);
  }

  async #locked(
    manager: EntityManager,
    where: { notificationId: string } | { alertId: string },
  ): Promise<Notification | null> {
    const row = await manager.findOne(NotificationRow, { where, lock: { mode: 'pessimistic_write' } });
    return row && plain<Notification>(row);
  }
}
