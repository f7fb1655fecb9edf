import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type KafkaRecord, type KafkaRecordContext } from '@passerelle/kafka';
import { correlation, JsonLogger, readRecord, ValidationProblem } from '@passerelle/runtime';
import { NotificationRecord } from './notification-record.js';
import { ReceiptRecord } from './receipt-record.js';
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
        ? this.receiveReceipt.receive(this.#read(ReceiptRecord, record), position)
        : this.receiveNotification.receive(this.#read(NotificationRecord, record), position),
    );
  }

  /** null for a record that can not be read: it is passed by, and never holds up those behind it. */
  #read<T extends object>(Class: new () => T, { topic, partition, offset, value }: KafkaRecord): T | null {
    try {
      return readRecord(Class, value);
    } catch (error) {
      if (!(error instanceof ValidationProblem)) throw error;
      const broken = error.errors.map(({ path, rule }) => `${path} ${rule}`);
      this.logger.error('notification.unreadable', { topic, partition, offset, broken });
      return null;
    }
  }
}
