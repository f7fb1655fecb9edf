import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { digest } from '@passerelle/credential';
import type { KafkaRecord, KafkaRecordContext } from '@passerelle/kafka';
import { ConsumerPositionRepository, withTransaction } from '@passerelle/persistence';
import { correlation, CORRELATION_HEADER, IdSource, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { AlertAdmission } from './alert-admission.js';
import { refusalCode } from './inbound-refusal.js';
import { ReceiptAdmission } from './receipt-admission.js';

/** What the partner's bridge delivered. One transaction a record, its position included: redelivery changes nothing. */
@Controller()
export class InboundConsumer {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(AlertAdmission) private readonly alerts: AlertAdmission,
    @Inject(ReceiptAdmission) private readonly receipts: ReceiptAdmission,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(IdSource) private readonly ids: IdSource,
  ) {}

  @EventPattern<'inbound.alert.urgent'>('inbound.alert.urgent')
  async urgentAlert(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(record, context, (manager) => this.alerts.admit(manager, record));
  }

  @EventPattern<'inbound.alert.routine'>('inbound.alert.routine')
  async routineAlert(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(record, context, (manager) => this.alerts.admit(manager, record));
  }

  @EventPattern<'inbound.receipt'>('inbound.receipt')
  async receipt(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(record, context, (manager) => this.receipts.admit(manager, record));
  }

  #handle(
    record: KafkaRecord,
    context: KafkaRecordContext,
    admit: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const id = correlation.accept(record.headers[CORRELATION_HEADER]) ?? this.ids.uuid();
    return correlation.run(id, () =>
      withTransaction(this.database, async (manager) => {
        const { topic, partition, offset } = record;
        if (!(await this.positions.advance(manager, topic, partition, offset + 1n, context.getTopicId())))
          return;
        try {
          await admit(manager);
          this.logger.info('inbound.admitted', { topic, partition, offset });
        } catch (error) {
          const reason = refusalCode(error);
          if (reason === null) throw error;
          await this.#quarantine(manager, record, reason);
        }
      }),
    );
  }

  async #quarantine(manager: EntityManager, record: KafkaRecord, reason: string): Promise<void> {
    const { topic, partition, offset } = record;
    await this.records.quarantine(manager, record, reason);
    await this.records.evidence(manager, 'quarantined', { digest: digest(record.value ?? ''), reason });
    this.logger.warn('inbound.quarantined', { topic, partition, offset, reason });
  }
}
