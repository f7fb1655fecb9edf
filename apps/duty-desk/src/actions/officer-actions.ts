import { Inject, Injectable } from '@nestjs/common';
import { type Notification, NotificationRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { Escalation } from '../escalation/escalation.js';
import { isWaiting } from '../escalation/running-clock.js';
import type { Actor, Transition } from '../notifications/lifecycle.js';
import { Paging } from '../second-channel/paging.js';
import { NotificationFeed } from '../stream/notification-feed.js';
import { actionRefused, unknownNotification } from './action-errors.js';
import { DeskRecords } from './desk-records.js';

/** An action as a function of the notification it is about. */
export type Act = (notification: Notification, actor: Actor, now: Date) => Transition;

/** What officers do with a notification: state, journal, receipt and evidence in one transaction, or nothing of it. */
@Injectable()
export class OfficerActions {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskRecords) private readonly records: DeskRecords,
    @Inject(Escalation) private readonly escalation: Escalation,
    @Inject(Paging) private readonly paging: Paging,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** @throws PasserelleError 404 `PSR_NOTIFICATION_UNKNOWN`, 409 as the action refuses, 422 */
  async perform(notificationId: string, actor: Actor, act: Act): Promise<Notification> {
    const notification = await withTransaction(this.database, (manager) =>
      this.performIn(manager, notificationId, actor, act),
    );
    this.feed.wake();
    return notification;
  }

  /** The same in the caller's transaction; wake the feed once that is committed. */
  async performIn(
    manager: EntityManager,
    notificationId: string,
    actor: Actor,
    act: Act,
  ): Promise<Notification> {
    const known = await this.notifications.lockForUpdate(manager, notificationId);
    if (known === null) throw unknownNotification();
    const result = act(known, actor, this.clock.now());
    if ('refused' in result) throw actionRefused(result.refused, result.notification);
    const { notification, happened, pages = false } = result;
    if (happened.length === 0) return notification;
    await this.notifications.update(manager, notification);
    for (const each of happened) {
      await this.records.happened(manager, notification, each, actor);
      this.logger.info('notification.acted', { notificationId, kind: each.kind, role: actor.as });
    }
    if (!isWaiting(notification)) await this.paging.stop(manager, notificationId);
    return pages ? this.escalation.notify(manager, notification) : notification;
  }
}
