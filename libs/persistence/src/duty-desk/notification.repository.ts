import type { EscalationClocks, EscalationStep, Level, Officer, Outcome } from '@passerelle/exchange-model';
import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { decodeCursor, type Page, PAGE_LIMIT, pageOf, UUID_FORM } from '../paging/page.js';
import { NotificationRow } from './notification.row.js';

export type NotificationState = 'new' | 'acknowledged' | 'closed';

/** What the desk was told of a foreign alert last: ids and codes, nothing personal. */
export interface NotifiedAlert {
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
  notificationId: string;
  /** When the desk first heard of the alert. */
  receivedAt: Date;
  state: NotificationState;
  withdrawn: boolean;
  /** Subject who holds it; whoever closed it, once it is closed. */
  acknowledgedBy: string | null;
  acknowledgedAs: Officer | null;
  acknowledgedAt: Date | null;
  outcome: Outcome | null;
  closedAt: Date | null;
  /** The latest version that was on an officer's screen. */
  displayedVersion: number | null;
  /** How far up it has gone. */
  level: Level;
  clocks: EscalationClocks;
  /** The clock runs since; null while it stands still: under charge, closed, withdrawn. */
  anchor: Date | null;
  /** What had passed when the clock stood still. */
  elapsedSeconds: number;
  /** Steps of the chain up to this many seconds are done; -1 before the first. */
  doneSeconds: number;
  nextStep: EscalationStep | null;
  nextStepAt: Date | null;
  /** The last level that was due had nobody to tell. */
  nobodyNotified: boolean;
}

export interface NotificationFilter {
  alertId?: string | undefined;
  state?: NotificationState | undefined;
  cursor?: string | undefined;
}

/** What is open: the most pressing first, and how much there is in all. */
export interface Queue {
  items: Notification[];
  untaken: { urgent: number; routine: number };
  taken: number;
}

const LAST_LOOK_SQL = `
  insert into last_look (at) values ($1)
  on conflict (single) do update set at = last_look.at
  returning at`;

const MOVE_CLOCKS_SQL = `
  update notification
  set anchor = anchor + make_interval(secs => $1), next_step_at = next_step_at + make_interval(secs => $1)
  where anchor is not null`;

export class NotificationRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, notification: Notification): Promise<void> {
    await manager.insert(NotificationRow, notification);
  }

  /** Writes the whole state of a notification that the transaction holds locked. */
  async update(manager: EntityManager, { notificationId, ...state }: Notification): Promise<void> {
    await manager.update(NotificationRow, { notificationId }, state);
  }

  async find(notificationId: string): Promise<Notification | null> {
    if (!UUID_FORM.test(notificationId)) return null;
    const row = await this.dataSource.manager.findOneBy(NotificationRow, { notificationId });
    return row && plain<Notification>(row);
  }

  /** As they are now, by id. */
  async findAll(ids: readonly string[]): Promise<Map<string, Notification>> {
    if (ids.length === 0) return new Map();
    const rows = await this.dataSource.manager
      .createQueryBuilder(NotificationRow, 'n')
      .where('n.notificationId in (:...ids)', { ids })
      .getMany();
    return new Map(rows.map((row) => [row.notificationId, plain<Notification>(row)]));
  }

  async lockForUpdate(manager: EntityManager, notificationId: string): Promise<Notification | null> {
    if (!UUID_FORM.test(notificationId)) return null;
    return this.#locked(manager, { notificationId });
  }

  async lockByAlert(manager: EntityManager, alertId: string): Promise<Notification | null> {
    return this.#locked(manager, { alertId });
  }

  /** The notification whose next step is longest overdue, locked; what another instance holds is passed by. */
  async lockDue(manager: EntityManager, now: Date, except: readonly string[]): Promise<Notification | null> {
    const row = await manager
      .createQueryBuilder(NotificationRow, 'n')
      .where('n.nextStepAt <= :now and n.notificationId <> all(:except)', { now, except })
      .orderBy('n.nextStepAt')
      .limit(1)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getOne();
    return row && plain<Notification>(row);
  }

  /**
   * Oldest first, by the time the desk first heard of the alert.
   *
   * @throws PasserelleError 400 `PSR_CURSOR_INVALID`
   */
  async list(
    { cursor, alertId, state }: NotificationFilter,
    limit: number = PAGE_LIMIT,
  ): Promise<Page<Notification>> {
    const query = this.dataSource.manager.createQueryBuilder(NotificationRow, 'n');
    if (alertId) query.andWhere({ alertId });
    if (state) query.andWhere({ state });
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
   * What is open: real before exercise and test, untaken before taken, urgent before routine, oldest first; at most
   * `limit`, all of it counted. However many tests there are, they push nothing real off the list.
   */
  async queue(limit: number): Promise<Queue> {
    const rows = await this.dataSource.manager
      .createQueryBuilder(NotificationRow, 'n')
      .where(`n.state <> 'closed'`)
      .addSelect(`case n.status when 'Actual' then 0 else 1 end`, 'drill')
      .addSelect(`case n.state when 'new' then 0 else 1 end`, 'taken')
      .addSelect(`case n.urgency when 'urgent' then 0 else 1 end`, 'pressing')
      .orderBy('drill')
      .addOrderBy('taken')
      .addOrderBy('pressing')
      .addOrderBy('n.receivedAt')
      .addOrderBy('n.notificationId')
      .limit(limit)
      .getMany();
    const [counts] = await this.dataSource.query<{ urgent: number; routine: number; taken: number }[]>(
      `select (count(*) filter (where state = 'new' and urgency = 'urgent'))::int as urgent,
              (count(*) filter (where state = 'new' and urgency <> 'urgent'))::int as routine,
              (count(*) filter (where state = 'acknowledged'))::int as taken
       from notification where state <> 'closed'`,
    );
    const { urgent = 0, routine = 0, taken = 0 } = counts ?? {};
    return { items: rows.map(plain<Notification>), untaken: { urgent, routine }, taken };
  }

  /** When the longest overdue step was due; null where none is overdue. */
  async longestOverdue(now: Date): Promise<Date | null> {
    const [row] = await this.dataSource.query<{ at: Date | null }[]>(
      'select min(next_step_at) as at from notification where next_step_at <= $1',
      [now],
    );
    return row?.at ?? null;
  }

  /**
   * Keeps what has passed when the machine's clock was set back: every running clock is set back by as much. Returns
   * by how many seconds; a difference up to `toleranceSeconds` between instances is none.
   */
  async followClock(now: Date, toleranceSeconds: number): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const [look] = await manager.query<{ at: Date }[]>(LAST_LOOK_SQL, [now]);
      const moved = (now.getTime() - (look?.at ?? now).getTime()) / 1000;
      const setBack = moved < -toleranceSeconds;
      if (setBack) await manager.query(MOVE_CLOCKS_SQL, [moved]);
      if (setBack || moved > 0) await manager.query('update last_look set at = $1', [now]);
      return setBack ? -moved : 0;
    });
  }

  async #locked(
    manager: EntityManager,
    where: { notificationId: string } | { alertId: string },
  ): Promise<Notification | null> {
    const row = await manager.findOne(NotificationRow, { where, lock: { mode: 'pessimistic_write' } });
    return row && plain<Notification>(row);
  }
}
