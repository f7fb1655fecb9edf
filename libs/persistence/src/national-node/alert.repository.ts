import { type DataSource, type EntityManager, In } from 'typeorm';
import { type ColumnTypes, insertAll, updateAll } from '../many-rows.js';
import { type Page, PAGE_LIMIT, UUID_FORM, decodeCursor, pageOf } from '../paging/page.js';
import { plain } from '../columns.js';
import { AlertRow, AlertVersionRow } from './alert.row.js';

export type AlertState = 'active' | 'withdrawn' | 'expired';

/** An alert as the node files it: own or foreign, without any content. */
export interface Alert {
  alertId: string;
  /** Nation that issued it. */
  origin: string;
  /** The `jti` a foreign alert came under; null for an own one, whose ids are in its shares. */
  originJti: string | null;
  state: AlertState;
  /** Own: counts changes. Foreign: `ver` under the agreement. */
  version: number;
  category: string;
  urgency: string;
  handling: string;
  status: string;
  expiresAt: Date;
  /** When it was stored here. */
  storedAt: Date;
  updatedAt: Date;
  withdrawalReason: string | null;
  /** When its data key was destroyed. */
  erasedAt: Date | null;
  /** Foreign: the agreement of its latest version. */
  agreementId: string | null;
  agreementHash: string | null;
  /** Foreign: a discreet check, of which the originator is not told what we show and do. */
  discreet: boolean;
}

/** One version of an own alert. */
export interface AlertVersion {
  alertId: string;
  version: number;
  at: Date;
  /** The document under the alert's data key; null for a version without content (a withdrawal). */
  document: Buffer | null;
}

export interface AlertFilter {
  origin?: string | undefined;
  category?: string | undefined;
  /** Stored here at or after. */
  since?: Date | undefined;
  /** `next` of the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
}

const TYPES: ColumnTypes<Alert> = {
  alertId: 'uuid',
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
  withdrawalReason: 'text',
  erasedAt: 'timestamptz',
  agreementId: 'text',
  agreementHash: 'text',
  discreet: 'boolean',
};
const { origin: _origin, originJti: _jti, storedAt: _stored, ...CHANGEABLE } = TYPES;

export class AlertRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, alert: Alert): Promise<void> {
    await manager.insert(AlertRow, alert);
  }

  /** Writes the whole state of an alert that the transaction holds locked. */
  async update(manager: EntityManager, { alertId, ...state }: Alert): Promise<void> {
    await manager.update(AlertRow, { alertId }, state);
  }

  /** Files alerts in one statement. */
  async insertAll(manager: EntityManager, alerts: readonly Alert[]): Promise<void> {
    await insertAll(manager, 'alert', TYPES, alerts);
  }

  /** Writes the whole state of alerts that the transaction holds locked. */
  async updateAll(manager: EntityManager, alerts: readonly Alert[]): Promise<void> {
    await updateAll<Alert>(manager, 'alert', CHANGEABLE, ['alertId'], alerts);
  }

  async find(alertId: string, manager: EntityManager = this.dataSource.manager): Promise<Alert | null> {
    return UUID_FORM.test(alertId) ? alertOf(await manager.findOneBy(AlertRow, { alertId })) : null;
  }

  async findByOrigin(
    origin: string,
    originJti: string,
    manager = this.dataSource.manager,
  ): Promise<Alert | null> {
    return alertOf(await manager.findOneBy(AlertRow, { origin, originJti }));
  }

  /** Reads an alert and holds its row until the transaction ends: everything about one alert happens in one order. */
  async lockForUpdate(manager: EntityManager, alertId: string): Promise<Alert | null> {
    if (!UUID_FORM.test(alertId)) return null;
    return alertOf(
      await manager.findOne(AlertRow, { where: { alertId }, lock: { mode: 'pessimistic_write' } }),
    );
  }

  /** The same of alerts of a partner, by the ids it gave them, in one order for everybody. */
  async lockByOrigin(
    manager: EntityManager,
    origin: string,
    originJtis: readonly string[],
  ): Promise<Alert[]> {
    const rows = await manager.find(AlertRow, {
      where: { origin, originJti: In([...originJtis]) },
      order: { alertId: 'asc' },
      lock: { mode: 'pessimistic_write' },
    });
    return rows.map(plain<Alert>);
  }

  /**
   * Oldest first, by the time it was stored here.
   *
   * @throws PasserelleError 400 `PSR_CURSOR_INVALID`
   */
  async list(filter: AlertFilter): Promise<Page<Alert>> {
    const limit = Math.min(filter.limit ?? PAGE_LIMIT, PAGE_LIMIT);
    const query = this.dataSource.manager.createQueryBuilder(AlertRow, 'alert');
    if (filter.origin) query.andWhere({ origin: filter.origin });
    if (filter.category) query.andWhere({ category: filter.category });
    if (filter.since) query.andWhere('alert.storedAt >= :since', { since: filter.since });
    if (filter.cursor) {
      query.andWhere('(alert.storedAt, alert.alertId) > (:at, :id)', decodeCursor(filter.cursor, UUID_FORM));
    }
    query
      .orderBy('alert.storedAt')
      .addOrderBy('alert.alertId')
      .limit(limit + 1);
    const rows = (await query.getMany()).map(plain<Alert>);
    return pageOf(rows, limit, (alert) => ({ at: alert.storedAt, id: alert.alertId }));
  }

  /** Active alerts whose time is over, the longest overdue first. */
  async overdue(now: Date, limit: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ alert_id: string }[]>(
      `select alert_id from alert where state = 'active' and expires_at <= $1 order by expires_at limit $2`,
      [now, limit],
    );
    return rows.map((row) => row.alert_id);
  }

  /** Alerts that are over while their data key may still exist. */
  async unerased(limit: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ alert_id: string }[]>(
      `select alert_id from alert where state <> 'active' and erased_at is null order by updated_at limit $1`,
      [limit],
    );
    return rows.map((row) => row.alert_id);
  }

  async appendVersion(manager: EntityManager, version: AlertVersion): Promise<void> {
    await manager.insert(AlertVersionRow, version);
  }

  async findVersion(
    alertId: string,
    version: number,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<AlertVersion | null> {
    const row = await manager.findOneBy(AlertVersionRow, { alertId, version });
    return row && plain(row);
  }
}

function alertOf(row: AlertRow | null): Alert | null {
  return row && plain<Alert>(row);
}
