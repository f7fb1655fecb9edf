import { Inject, Injectable } from '@nestjs/common';
import type { DeskNotification } from '@passerelle/exchange-model';
import {
  ConsumerPositionRepository,
  type Notification,
  NotificationRepository,
  withTransaction,
} from '@passerelle/persistence';
import { Clock, IdSource, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { DeskRecords } from '../actions/desk-records.js';
import { Escalation } from '../escalation/escalation.js';
import { isWaiting } from '../escalation/running-clock.js';
import { Paging } from '../second-channel/paging.js';
import { NotificationFeed } from '../stream/notification-feed.js';
import { informed } from './informed.js';
import type { RecordPosition } from './record-position.js';

/** Files what the desk is told about a foreign alert: one notification per alert, one event per telling. */
@Injectable()
export class ReceiveNotification {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(DeskRecords) private readonly records: DeskRecords,
    @Inject(Escalation) private readonly escalation: Escalation,
    @Inject(Paging) private readonly paging: Paging,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Notification, event, pages and position are stored together, once; `null` moves the position only. */
  async receive(told: DeskNotification | null, position: RecordPosition): Promise<void> {
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

  /** null where it is old news. */
  async #file(manager: EntityManager, told: DeskNotification): Promise<Notification | null> {
    const known = await this.notifications.lockByAlert(manager, told.alertId);
    const filed = informed(known, told, this.ids.uuid(), this.clock.now());
    if (filed === null) return null;
    await (known ? this.notifications.update(manager, filed) : this.notifications.insert(manager, filed));
    await this.records.happened(manager, filed, { kind: told.reason }, undefined, new Date(told.at));
    if (!isWaiting(filed)) await this.paging.stop(manager, filed.notificationId);
    return this.escalation.advance(manager, filed);
  }
}
