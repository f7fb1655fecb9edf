import { Inject, Injectable } from '@nestjs/common';
import { derivedId } from '@passerelle/credential';
import type { DeskNotification } from '@passerelle/exchange-model';
import { type Notification, NotificationRepository } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { DeskRecords } from '../actions/desk-records.js';
import { Escalation } from '../escalation/escalation.js';
import { isWaiting } from '../escalation/running-clock.js';
import { Paging } from '../second-channel/paging.js';
import { informed } from './informed.js';

/** Files what the desk is told about a foreign alert: one notification per alert, one event per telling. */
@Injectable()
export class ReceiveNotification {
  constructor(
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskRecords) private readonly records: DeskRecords,
    @Inject(Escalation) private readonly escalation: Escalation,
    @Inject(Paging) private readonly paging: Paging,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Notification, event and pages are stored in the caller's transaction. */
  async receive(manager: EntityManager, told: DeskNotification): Promise<void> {
    const filed = await this.#file(manager, told);
    if (filed === null) return;
    const { notificationId, alertId, version, reason } = filed;
    this.logger.info('notification.filed', { notificationId, alertId, version, reason });
  }

  /** null where it is old news. */
  async #file(manager: EntityManager, told: DeskNotification): Promise<Notification | null> {
    const known = await this.notifications.lockByAlert(manager, told.alertId);
    const filed = informed(known, told, derivedId('notification', told.alertId), this.clock.now());
    if (filed === null) return null;
    await (known ? this.notifications.update(manager, filed) : this.notifications.insert(manager, filed));
    await this.records.happened(manager, filed, { kind: told.reason }, undefined, new Date(told.at));
    if (!isWaiting(filed)) await this.paging.stop(manager, filed.notificationId);
    return this.escalation.advance(manager, filed);
  }
}
