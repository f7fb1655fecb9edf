import { Inject, Injectable } from '@nestjs/common';
import { NotificationRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger, PasserelleError, type Principal } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { DeskRecords } from './desk-records.js';

/** A human takes charge of a notification; the sender is told. */
@Injectable()
export class Acknowledge {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskRecords) private readonly records: DeskRecords,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /**
   * The first caller takes charge; the same caller again changes nothing. Allowed after a withdrawal too: the officer
   * has seen it.
   *
   * @throws PasserelleError 404 `PSR_NOTIFICATION_UNKNOWN`, 409 `PSR_NOTIFICATION_TAKEN`
   */
  async acknowledge(notificationId: string, by: Principal): Promise<void> {
    const taken = await withTransaction(this.dataSource, async (manager) => {
      const notification = await this.notifications.lockForUpdate(manager, notificationId);
      if (notification === null) throw unknown();
      if (notification.state === 'acknowledged') {
        if (notification.acknowledgedBy === by.subject) return false;
        throw takenByAnother();
      }
      const change = {
        state: 'acknowledged' as const,
        acknowledgedBy: by.subject,
        acknowledgedAt: this.clock.now(),
      };
      await this.notifications.update(manager, { ...notification, ...change });
      await this.records.acknowledged(manager, notification);
      return true;
    });
    if (taken) this.logger.info('notification.acknowledged', { notificationId, clientId: by.clientId });
  }
}

function unknown(): PasserelleError {
  return new PasserelleError('PSR_NOTIFICATION_UNKNOWN', 'there is no such notification', { status: 404 });
}

function takenByAnother(): PasserelleError {
  return new PasserelleError('PSR_NOTIFICATION_TAKEN', 'another officer has taken charge', { status: 409 });
}
