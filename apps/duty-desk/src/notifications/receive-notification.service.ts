import { Inject, Injectable } from '@nestjs/common';
import {
  ConsumerPositionRepository,
  type Notification,
  NotificationRepository,
  type NotifiedAlert,
  withTransaction,
} from '@passerelle/persistence';
import { Clock, IdSource, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NotificationFeed } from '../stream/notification-feed.js';
import type { NotificationRecord } from './notification-record.js';

/** Where a record was read, and where to go on after it. */
export interface RecordPosition {
  topic: string;
  partition: number;
  next: bigint;
  topicId: string | null;
}

/** Files what the desk is told about a foreign alert: one notification per alert, one event per telling. */
@Injectable()
export class ReceiveNotification {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Notification, event and position are stored together, once; `null` moves the position only. */
  async receive(told: NotificationRecord | null, position: RecordPosition): Promise<void> {
    const filed = await withTransaction(this.dataSource, async (manager) => {
      const { topic, partition, next, topicId } = position;
      const isFirst = await this.positions.advance(manager, topic, partition, next, topicId);
      return isFirst && told !== null ? this.#file(manager, told) : null;
    });
    if (filed === null) return;
    const { notificationId, alertId, version, reason } = filed;
    this.logger.info('notification.filed', { notificationId, alertId, version, reason });
    this.feed.wake();
  }

  /** null where a later version is on file already. */
  async #file(manager: EntityManager, told: NotificationRecord): Promise<Notification | null> {
    const known = await this.notifications.lockByAlert(manager, told.alertId);
    if (known !== null && told.version < known.version) return null;
    const facts = factsOf(told);
    const filed: Notification = known
      ? { ...known, ...facts }
      : {
          ...facts,
          notificationId: this.ids.uuid(),
          receivedAt: this.clock.now(),
          state: 'new',
          acknowledgedBy: null,
          acknowledgedAt: null,
        };
    await (known ? this.notifications.update(manager, filed) : this.notifications.insert(manager, filed));
    await this.notifications.appendEvent(manager, { ...facts, notificationId: filed.notificationId });
    return filed;
  }
}

function factsOf(told: NotificationRecord): Omit<NotifiedAlert, 'notificationId'> {
  const { alertId, originAlertId, origin, version, category, urgency, status, reason, at } = told;
  return { alertId, originAlertId, origin, version, category, urgency, status, reason, at: new Date(at) };
}
