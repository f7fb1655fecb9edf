import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { DeskAction } from '@passerelle/exchange-model';
import type { KafkaRecord, KafkaRecordContext } from '@passerelle/kafka';
import {
  AlertRepository,
  ConsumerPositionRepository,
  MessageRepository,
  withTransaction,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { Receipts } from '../receipts/receipts.js';

/** What our officers did with a partner's alert becomes a signed receipt to that partner. */
@Controller()
export class DeskActionConsumer {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  @EventPattern<'desk-action'>('desk-action')
  async action(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    const { topic, partition } = record;
    const action = JSON.parse(String(record.value)) as DeskAction;
    await withTransaction(this.database, async (manager) => {
      const next = context.getNextOffset();
      if (!(await this.positions.advance(manager, topic, partition, next, context.getTopicId()))) return;
      await this.#state(manager, action);
    });
  }

  async #state(manager: EntityManager, { alertId, action, role, post }: DeskAction): Promise<void> {
    const alert = await this.alerts.lockForUpdate(manager, alertId);
    if (!alert?.originJti) {
      this.logger.warn('desk-action.unknown-alert', { alertId });
      return;
    }
    const { origin, originJti: jti, version: ver } = alert;
    const message = await this.messages.find({ iss: origin, jti, ver }, manager);
    await this.receipts.state(manager, {
      kind: action,
      about: { origin, jti, ver, ...(message && { digest: message.digest }) },
      alertId,
      agreementId: alert.agreementId ?? undefined,
      role,
      post,
    });
  }
}
