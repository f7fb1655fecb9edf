import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { digest, type VerifiedRelease } from '@passerelle/credential';
import type { KafkaBatchContext, KafkaRecord } from '@passerelle/kafka';
import { ConsumerPositionRepository, LinkRepository, withTransaction } from '@passerelle/persistence';
import { Clock, correlation, CORRELATION_HEADER, IdSource, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { AlertAdmission } from './alert-admission.js';
import type { Arrival, Refused } from './arrival.js';
import { BlockAdmission } from './block-admission.js';
import { ControlAdmission } from './control-admission.js';
import { type Authentic, Gate } from './gate.js';
import { refusalCode, refusalOf } from './inbound-refusal.js';
import { ReceiptAdmission } from './receipt-admission.js';

type Batch = readonly KafkaRecord[];
type Authenticate<M> = (record: KafkaRecord) => M;
/** Takes in messages of one kind, in order; gives those that must be quarantined. */
type Admit<M> = (manager: EntityManager, arrivals: readonly Arrival<M>[]) => Promise<Refused[]>;

/** What the partner's bridge delivered. Effects and position are one transaction: redelivery changes nothing. */
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
  async urgentAlerts(@Payload() records: Batch, @Ctx() context: KafkaBatchContext): Promise<void> {
    await this.#alerts(records, context);
  }

  @EventPattern<'inbound.alert.routine'>('inbound.alert.routine')
  async routineAlerts(@Payload() records: Batch, @Ctx() context: KafkaBatchContext): Promise<void> {
    await this.#alerts(records, context);
  }

  @EventPattern<'inbound.receipt'>('inbound.receipt')
  async receiptsOfAlerts(@Payload() records: Batch, @Ctx() context: KafkaBatchContext): Promise<void> {
    await this.#handle(
      records,
      context,
      (record) => this.gate.authenticate(record, 'passerelle-receipt+sd-jwt'),
      oneByOne(this.receipts),
    );
  }

  @EventPattern<'inbound.control'>('inbound.control')
  async controlMessages(@Payload() records: Batch, @Ctx() context: KafkaBatchContext): Promise<void> {
    await this.#handle(
      records,
      context,
      (record) => this.gate.authenticate(record, 'passerelle-control+sd-jwt'),
      oneByOne(this.control),
    );
  }

  @EventPattern<'inbound.watchlist'>('inbound.watchlist')
  async watchlistBlocks(@Payload() records: Batch, @Ctx() context: KafkaBatchContext): Promise<void> {
    await this.#handle(
      records,
      context,
      (record) => this.gate.authenticateBlock(record),
      oneByOne(this.blocks),
    );
  }

  #alerts(records: Batch, context: KafkaBatchContext): Promise<void> {
    return this.#handle(
      records,
      context,
      (record) => this.gate.authenticate(record, 'passerelle-alert+sd-jwt'),
      (manager, arrivals) => this.alerts.admit(manager, arrivals),
    );
  }

  #handle<M extends Authentic<VerifiedRelease>>(
    records: Batch,
    context: KafkaBatchContext,
    authenticate: Authenticate<M>,
    admit: Admit<M>,
  ): Promise<void> {
    return withTransaction(this.database, async (manager) => {
      const taken = await this.positions.take(manager, records, context.getTopicId());
      const { arrivals, refused } = this.#authenticated(taken, authenticate);
      await this.#noteArrivals(manager, arrivals);
      refused.push(...(await admit(manager, arrivals)));
      for (const each of refused) await each.within(() => this.#quarantine(manager, each));
      this.#log(arrivals, refused);
    });
  }

  #authenticated<M>(
    records: Batch,
    authenticate: Authenticate<M>,
  ): { arrivals: Arrival<M>[]; refused: Refused[] } {
    const arrivals: Arrival<M>[] = [];
    const refused: Refused[] = [];
    for (const record of records) {
      const id = correlation.accept(record.headers[CORRELATION_HEADER]) ?? this.ids.uuid();
      const within = <T>(work: () => T): T => correlation.run(id, work);
      const reason = refusalOf(() => void arrivals.push({ record, message: authenticate(record), within }));
      if (reason !== null) refused.push({ record, reason, within });
    }
    return { arrivals, refused };
  }

  /** Also of a message that is refused next: it came, so the stream has no gap there. */
  async #noteArrivals(
    manager: EntityManager,
    arrivals: readonly Arrival<Authentic<VerifiedRelease>>[],
  ): Promise<void> {
    const [first] = arrivals;
    if (!first) return;
    const { partner, lane } = first.message;
    const { partition } = first.record;
    const sequences = arrivals.map(({ message }) => message.presentation.nonce.sequence);
    await this.links.heard(manager, partner.partner, { lane, partition }, sequences, this.clock.now());
  }

  async #quarantine(manager: EntityManager, { record, reason }: Refused): Promise<void> {
    const { topic, partition, offset } = record;
    await this.records.quarantine(manager, record, reason);
    const facts = { digest: digest(record.value ?? ''), reason };
    const cause = [topic, partition, String(offset), facts.digest, reason];
    await this.records.evidence(manager, 'quarantined', facts, cause);
    this.logger.warn('inbound.quarantined', { topic, partition, offset, reason });
  }

  #log(arrivals: readonly Arrival<unknown>[], refused: readonly Refused[]): void {
    const quarantined = new Set(refused.map(({ record }) => record));
    for (const { record, within } of arrivals) {
      if (quarantined.has(record)) continue;
      const { topic, partition, offset } = record;
      within(() => this.logger.info('inbound.admitted', { topic, partition, offset }));
    }
  }
}

interface Admission<M> {
  /** @throws InboundRefusal, CredentialError, ExchangeModelError when the record must be quarantined */
  admit(manager: EntityManager, record: KafkaRecord, message: M): Promise<void>;
}

/** One message after the other, each under its own correlation id. */
const oneByOne =
  <M>(admission: Admission<M>): Admit<M> =>
  async (manager, arrivals) => {
    const refused: Refused[] = [];
    for (const { record, message, within } of arrivals) {
      try {
        await within(() => admission.admit(manager, record, message));
      } catch (error) {
        const reason = refusalCode(error);
        if (reason === null) throw error;
        refused.push({ record, reason, within });
      }
    }
    return refused;
  };
