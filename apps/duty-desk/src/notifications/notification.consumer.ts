import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  deskNotificationShape,
  deskReceiptShape,
  ExchangeModelError,
  parseRecord,
  type Shape,
} from '@passerelle/exchange-model';
import { type KafkaRecord, type KafkaRecordContext } from '@passerelle/kafka';
import { correlation, JsonLogger } from '@passerelle/runtime';
import { ReceiveNotification } from './receive-notification.service.js';
import { ReceiveReceipt } from './receive-receipt.service.js';

/** Takes what the national node tells the desk: of partners' alerts, and of receipts about our own. */
@Controller()
export class NotificationConsumer {
  constructor(
    @Inject(ReceiveNotification) private readonly receiveNotification: ReceiveNotification,
    @Inject(ReceiveReceipt) private readonly receiveReceipt: ReceiveReceipt,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  @EventPattern<'desk'>('desk')
  async notify(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    const { topic, partition } = record;
    const position = { topic, partition, next: context.getNextOffset(), topicId: context.getTopicId() };
    await correlation.resume(record.headers, () =>
      record.headers['ce_type'] === 'receipt'
        ? this.receiveReceipt.receive(this.#read(deskReceiptShape, record), position)
        : this.receiveNotification.receive(this.#read(deskNotificationShape, record), position),
    );
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
