import type { DeskEventKind, ReceiptKind } from '@passerelle/exchange-model';
import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { decodeCursor, type Page, PAGE_LIMIT, pageOf, SERIAL_FORM } from '../paging/page.js';
import { DeskEventRow } from './desk-event.row.js';

/** One thing that happened at the desk; `seq` is its id in the streams. */
export interface DeskEvent {
  seq: bigint;
  at: Date;
  kind: DeskEventKind;
  notificationId: string | null;
  alertId: string | null;
  version: number | null;
  category: string | null;
  urgency: string | null;
  status: string | null;
  /** Subject who acted. */
  by: string | null;
  role: string | null;
  post: string | null;
  level: string | null;
  /** Coded. */
  reason: string | null;
  /** Of a receipt about one of our alerts: its kind, the nation that gave it, the clause it cites. */
  receipt: ReceiptKind | null;
  /** The id its nation gave it: the same receipt is journaled once. */
  receiptId: string | null;
  nation: string | null;
  clause: string | null;
  /** Of a sighting: when it was. */
  seenAt: Date | null;
}

export type NewDeskEvent = Partial<Omit<DeskEvent, 'seq'>> & Pick<DeskEvent, 'at' | 'kind'>;

export interface JournalFilter {
  notificationId?: string;
  /** Happened at or after. */
  since?: Date | undefined;
  cursor?: string | undefined;
}

export class DeskEventRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds to the journal and its streams. Events are appended one transaction after the other, so that a reader who
   * has seen one has seen all before it. A receipt that is in the journal already is not added.
   */
  async append(manager: EntityManager, event: NewDeskEvent): Promise<void> {
    await manager.query(
      `select pg_advisory_xact_lock(hashtextextended(current_schema() || ' desk_event', 0))`,
    );
    await manager.createQueryBuilder().insert().into(DeskEventRow).values(event).orIgnore().execute();
  }

  /** Events of these kinds after `seq`, in order. */
  async after(seq: bigint, kinds: readonly DeskEventKind[], limit: number): Promise<DeskEvent[]> {
    const rows = await this.dataSource.manager
      .createQueryBuilder(DeskEventRow, 'event')
      .where('event.seq > :seq and event.kind in (:...kinds)', { seq: seq.toString(), kinds })
      .orderBy('event.seq')
      .limit(limit)
      .getMany();
    return rows.map(plain<DeskEvent>);
  }

  /** `seq` of the last event; 0 where there is none. */
  async last(): Promise<bigint> {
    const [row] = await this.dataSource.query<{ seq: string }[]>(
      'select coalesce(max(seq), 0) as seq from desk_event',
    );
    return BigInt(row?.seq ?? 0);
  }

  /**
   * In the order it happened.
   *
   * @throws PasserelleError 400 `PSR_CURSOR_INVALID`
   */
  async list({ notificationId, since, cursor }: JournalFilter, limit = PAGE_LIMIT): Promise<Page<DeskEvent>> {
    const query = this.dataSource.manager.createQueryBuilder(DeskEventRow, 'event');
    if (notificationId) query.andWhere({ notificationId });
    if (since) query.andWhere('event.at >= :since', { since });
    if (cursor) query.andWhere('event.seq > :after', { after: decodeCursor(cursor, SERIAL_FORM).id });
    const rows = await query
      .orderBy('event.seq')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows.map(plain<DeskEvent>), limit, ({ at, seq }) => ({ at, id: seq.toString() }));
  }
}
