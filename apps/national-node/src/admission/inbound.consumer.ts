import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { digest, type VerifiedRelease } from '@passerelle/credential';
import type { KafkaRecord, KafkaRecordContext } from '@passerelle/kafka';
import { ConsumerPositionRepository, LinkRepository, withTransaction } from '@passerelle/persistence';
import { Clock, correlation, CORRELATION_HEADER, IdSource, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { AlertAdmission } from './alert-admission.js';
import { BlockAdmission } from './block-admission.js';
import { ControlAdmission } from './control-admission.js';
import { type Authentic, Gate } from './gate.js';
import { refusalCode } from './inbound-refusal.js';
import { ReceiptAdmission } from './receipt-admission.js';

/** Takes in one kind of message, in the transaction of its record. */
interface Admission<M> {
  admit(manager: EntityManager, record: KafkaRecord, message: M): Promise<void>;
}

/** What the partner's bridge delivered. One transaction a record, its position included: redelivery changes nothing. */
@Controller()
export class InboundConsumer {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(Gate) private readonly gate: Gate,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(AlertAdmission) private readonly alerts: AlertAdmission,
    @Inject(ReceiptAdmission) private readonly receipts: ReceiptAdmission,
    @Inject(ControlAdmission) private readonly control: ControlAdmission,
    @Inject(BlockAdmission) private readonly blocks: BlockAdmission,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @EventPattern<'inbound.alert.urgent'>('inbound.alert.urgent')
  async urgentAlert(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(
      record,
      context,
      () => this.gate.authenticate(record, 'passerelle-alert+sd-jwt'),
      this.alerts,
    );
  }

  @EventPattern<'inbound.alert.routine'>('inbound.alert.routine')
  async routineAlert(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(
      record,
      context,
      () => this.gate.authenticate(record, 'passerelle-alert+sd-jwt'),
      this.alerts,
    );
  }

  @EventPattern<'inbound.receipt'>('inbound.receipt')
  async receipt(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(
      record,
      context,
      () => this.gate.authenticate(record, 'passerelle-receipt+sd-jwt'),
      this.receipts,
    );
  }

  @EventPattern<'inbound.control'>('inbound.control')
  async controlMessage(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(
      record,
      context,
      () => this.gate.authenticate(record, 'passerelle-control+sd-jwt'),
      this.control,
    );
  }

  @EventPattern<'inbound.watchlist'>('inbound.watchlist')
  async watchlist(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await this.#handle(record, context, () => this.gate.authenticateBlock(record), this.blocks);
  }

  #handle<M extends Authentic<VerifiedRelease>>(
    record: KafkaRecord,
    context: KafkaRecordContext,
    authenticate: () => M,
    admission: Admission<M>,
  ): Promise<void> {
    const id = correlation.accept(record.headers[CORRELATION_HEADER]) ?? this.ids.uuid();
    return correlation.run(id, () =>
      withTransaction(this.database, async (manager) => {
        const { topic, partition, offset } = record;
        if (!(await this.positions.advance(manager, topic, partition, offset + 1n, context.getTopicId())))
          return;
        try {
          const message = authenticate();
          await this.#noteArrival(manager, message);
          await admission.admit(manager, record, message);
          this.logger.info('inbound.admitted', { topic, partition, offset });
        } catch (error) {
          const reason = refusalCode(error);
          if (reason === null) throw error;
          await this.#quarantine(manager, record, reason);
        }
      }),
    );
  }

  /** Also of a message that is refused next: it came, so the stream has no gap there. */
  async #noteArrival(
    manager: EntityManager,
    { partner, lane, presentation }: Authentic<VerifiedRelease>,
  ): Promise<void> {
    const { partition, sequence } = presentation.nonce;
    const place = { lane, partition, sequence: String(sequence) };
    await this.links.heard(manager, partner.partner, place, this.clock.now());
  }

  async #quarantine(manager: EntityManager, record: KafkaRecord, reason: string): Promise<void> {
    const { topic, partition, offset } = record;
    await this.records.quarantine(manager, record, reason);
    await this.records.evidence(manager, 'quarantined', { digest: digest(record.value ?? ''), reason });
    this.logger.warn('inbound.quarantined', { topic, partition, offset, reason });
  }
}
