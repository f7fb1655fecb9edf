import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type DeskAction, deskActionShape, parseRecord } from '@passerelle/exchange-model';
import type { KafkaBatchContext, KafkaRecord } from '@passerelle/kafka';
import {
  AlertRepository,
  ConsumerPositionRepository,
  MessageRepository,
  withTransaction,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { Receipts } from '../receipts/receipts.js';

/** Of a discreet check nobody abroad is told what is on our screens and what came of it (design §4). */
const NOT_OF_DISCREET_CHECKS: ReadonlySet<DeskAction['action']> = new Set(['displayed', 'actioned']);

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
  async action(@Payload() records: readonly KafkaRecord[], @Ctx() context: KafkaBatchContext): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      for (const { value } of await this.positions.take(manager, records, context.getTopicId()))
        await this.#state(manager, parseRecord(deskActionShape, String(value)));
    });
  }

  async #state(manager: EntityManager, told: DeskAction): Promise<void> {
    const { actionId, alertId, version: ver, action, role, post, reason, at } = told;
    const alert = await this.alerts.lockForUpdate(manager, alertId);
    if (!alert?.originJti) {
      this.logger.warn('desk-action.unknown-alert', { alertId });
      return;
    }
    if (alert.discreet && NOT_OF_DISCREET_CHECKS.has(action)) {
      this.logger.info('desk-action.discreet', { alertId, action });
      return;
    }
    const { origin, originJti: jti } = alert;
    const message = await this.messages.find({ iss: origin, jti, ver }, manager);
    await this.receipts.state(manager, {
      kind: action,
      about: { origin, jti, ver, ...(message && { digest: message.digest }) },
      alertId,
      agreementId: alert.agreementId ?? undefined,
      role,
      post,
      reason,
      cause: actionId,
      at: new Date(at),
    });
  }
}
