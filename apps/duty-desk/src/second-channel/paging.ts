import { Inject, Injectable } from '@nestjs/common';
import type { Level } from '@passerelle/exchange-model';
import { type Notification, PageRepository } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { Roster } from './roster.js';

/** Writes down whom to page, in the transaction of the step that calls for it; `PageDelivery` hands it over. */
@Injectable()
export class Paging {
  constructor(
    @Inject(Roster) private readonly roster: Roster,
    @Inject(PageRepository) private readonly pages: PageRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
  ) {}

  reaches(level: Level): boolean {
    return this.roster.of(level).length > 0;
  }

  async page(manager: EntityManager, { notificationId, urgency }: Notification, level: Level): Promise<void> {
    const pages = this.roster.of(level).map(({ channel, address }) => ({
      pageId: this.ids.uuid(),
      notificationId,
      level,
      channel,
      address,
      reference: referenceOf(notificationId),
      priority: urgency,
      at: this.clock.now(),
    }));
    await this.pages.insert(manager, pages);
  }

  /** Somebody answered: what was not handed over yet is not sent any more. */
  async stop(manager: EntityManager, notificationId: string): Promise<void> {
    await this.pages.deleteOf(manager, notificationId);
  }
}

/** Short enough to be read out over a bad line; the queue shows the same. */
export function referenceOf(notificationId: string): string {
  return notificationId.slice(0, 8).toUpperCase();
}
