import type { Level } from '@passerelle/exchange-model';
import type { EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { PageRow } from './page.row.js';

/** One message of the second channel to one contact: a reference and a priority, nothing else. */
export interface SecondChannelPage {
  pageId: string;
  notificationId: string;
  level: Level;
  /** `sms`, `email`… as the roster names it. */
  channel: string;
  address: string;
  reference: string;
  priority: string;
  at: Date;
}

export interface DuePage extends SecondChannelPage {
  attempts: number;
  /** Not to be tried before. */
  dueAt: Date;
}

/** Pages that are not handed over yet. One that was is deleted: no officer's number stays here. */
export class PageRepository {
  async insert(manager: EntityManager, pages: readonly SecondChannelPage[]): Promise<void> {
    const rows = pages.map((page) => ({ ...page, attempts: 0, dueAt: page.at }));
    if (rows.length > 0) await manager.insert(PageRow, rows);
  }

  /** Urgent before routine (as the words sort), then the longest waiting; locked, and what another instance holds is passed by. */
  async lockDue(manager: EntityManager, now: Date): Promise<DuePage | null> {
    const row = await manager
      .createQueryBuilder(PageRow, 'page')
      .where('page.dueAt <= :now', { now })
      .orderBy('page.priority', 'DESC')
      .addOrderBy('page.dueAt')
      .limit(1)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getOne();
    return row && plain<DuePage>(row);
  }

  async delete(manager: EntityManager, pageId: string): Promise<void> {
    await manager.delete(PageRow, { pageId });
  }

  async deleteOf(manager: EntityManager, notificationId: string): Promise<void> {
    await manager.delete(PageRow, { notificationId });
  }

  async postpone(manager: EntityManager, page: DuePage, dueAt: Date): Promise<void> {
    await manager.update(PageRow, { pageId: page.pageId }, { attempts: page.attempts + 1, dueAt });
  }
}
