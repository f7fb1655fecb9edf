import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  deskNotificationShape,
  deskReceiptShape,
  ExchangeModelError,
  parseRecord,
  type Shape,
} from '@passerelle/exchange-model';
import type { KafkaBatchContext, KafkaRecord } from '@passerelle/kafka';
import { ConsumerPositionRepository, withTransaction } from '@passerelle/persistence';
import { correlation, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NotificationFeed } from '../stream/notification-feed.js';
import { ReceiveNotification } from './receive-notification.service.js';
import { ReceiveReceipt } from './receive-receipt.service.js';

/** Takes what the national node tells the desk: of partners' alerts, and of receipts about our own. */
@Controller()
export class NotificationConsumer {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(ReceiveNotification) private readonly notifications: ReceiveNotification,
    @Inject(ReceiveReceipt) private readonly receipts: ReceiveReceipt,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Everything told and the position are stored together, once. */
  @EventPattern<'desk'>('desk')
  async notify(@Payload() records: readonly KafkaRecord[], @Ctx() context: KafkaBatchContext): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      for (const record of await this.positions.take(manager, records, context.getTopicId()))
        await correlation.resume(record.headers, () => this.#receive(manager, record));
    });
    this.feed.wake();
  }

  async #receive(manager: EntityManager, record: KafkaRecord): Promise<void> {
    if (record.headers['ce_type'] === 'receipt') {
      const told = this.#read(deskReceiptShape, record);
      if (told !== null) await this.receipts.receive(manager, told);
    } else {
      const told = this.#read(deskNotificationShape, record);
      if (told !== null) await this.notifications.receive(manager, told);
    }
  }

  /** null for a record that can not be read: it is passed by, and never holds up those behind it. */
  #read<T>(shape: Shape<T>, { topic, partition, offset, value }: KafkaRecord): T | null {
    try {
      return parseRecord(shape, String(value));
    } catch (error) {
      if (!(error instanceof ExchangeModelError)) throw error;
      const { path, rule } = error;
      this.logger.error('notification.unreadable', { topic, partition, offset, broken: [`${path} ${rule}`] });
      return null;
    }
  }
}
