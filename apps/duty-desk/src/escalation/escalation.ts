import { Inject, Injectable } from '@nestjs/common';
import { type Level, LEVELS } from '@passerelle/exchange-model';
import { type Notification, NotificationRepository } from '@passerelle/persistence';
import { Clock, JsonLogger, Metrics } from '@passerelle/runtime';
import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { DeskRecords } from '../actions/desk-records.js';
import type { Happening } from '../notifications/lifecycle.js';
import { Paging } from '../second-channel/paging.js';
import { Presence } from '../stream/presence.js';
import { advanced, notified } from './advance.js';
import { escalates, isWaiting } from './running-clock.js';

/** Takes the steps of the chain: each with its journal, pages, receipt and evidence in the caller's transaction. */
@Injectable()
export class Escalation {
  readonly #nobody: Counter<'level'>;

  constructor(
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskRecords) private readonly records: DeskRecords,
    @Inject(Paging) private readonly paging: Paging,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.#nobody = new Counter({
      name: 'passerelle_nobody_notified_total',
      help: 'Levels that were due and had neither a contact nor an open stream',
      labelNames: ['level'],
      registers: [metrics.registry],
    });
  }

  /** Takes what is due on a notification that the transaction holds locked. */
  async advance(manager: EntityManager, notification: Notification): Promise<Notification> {
    const due = advanced(notification, this.clock.now());
    if (due === null) return notification;
    await this.#record(manager, due.notification, due.happened);
    if (due.pages) return this.notify(manager, due.notification);
    await this.notifications.update(manager, due.notification);
    return due.notification;
  }

  /** Tells the level it is at now, by every contact of the roster; the streams hear of it by its event. */
  async notify(manager: EntityManager, notification: Notification): Promise<Notification> {
    if (!isWaiting(notification) || !escalates(notification)) return notification;
    const { notification: next, happened, reached } = notified(notification, await this.#reachable(manager));
    await this.notifications.update(manager, next);
    await this.#record(manager, next, happened);
    if (reached !== null) await this.paging.page(manager, next, reached);
    return next;
  }

  async #reachable(manager: EntityManager): Promise<Record<Level, boolean>> {
    const reachable: Partial<Record<Level, boolean>> = {};
    for (const level of LEVELS) {
      reachable[level] = this.paging.reaches(level) || (await this.presence.listens(manager, level));
    }
    return reachable as Record<Level, boolean>;
  }

  async #record(manager: EntityManager, notification: Notification, happened: Happening[]): Promise<void> {
    for (const each of happened) {
      await this.records.happened(manager, notification, each);
      const { kind, level = notification.level } = each;
      if (kind === 'nobody-notified') {
        this.#nobody.inc({ level });
        this.logger.error('escalation.nobody-notified', {
          notificationId: notification.notificationId,
          level,
        });
      }
    }
  }
}
