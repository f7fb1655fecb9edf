import { createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { digest } from '@passerelle/credential';
import { KafkaBatchContext, type KafkaRecord, topicRegistry } from '@passerelle/kafka';
import {
  AlertRepository,
  ConsumerPositionRepository,
  DataKeyRepository,
  ErasedSubjectRepository,
  LinkRepository,
  MessageRepository,
  OutboxRepository,
  ReceiptRepository,
  UrgentMessageRepository,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import type { DataSource } from 'typeorm';
import { AdmissionReport } from '../../../apps/national-node/src/admission/admission-report.js';
import { AlertAdmission } from '../../../apps/national-node/src/admission/alert-admission.js';
import { Gate } from '../../../apps/national-node/src/admission/gate.js';
import { InboundConsumer } from '../../../apps/national-node/src/admission/inbound.consumer.js';
import { DeskReceipts } from '../../../apps/national-node/src/desk/desk-receipts.js';
import { Erasure } from '../../../apps/national-node/src/erasure/erasure.js';
import { NodeRecords } from '../../../apps/national-node/src/records/node-records.js';
import { Receipts } from '../../../apps/national-node/src/receipts/receipts.js';
import { Content } from '../../../apps/national-node/src/vault/content.js';
import { hints, outputTo, trafficker, TwoNations } from '../../border/two-nations.js';

export const TOPIC = 'ml.inbound.mr.alert.urgent.v1';

/** ML's gate, admission and records over real databases; MR's messages are made and released by its own bridge. */
export class Receiver {
  readonly content: Content;
  readonly erasure: Erasure;
  readonly consumer: InboundConsumer;
  readonly positions: ConsumerPositionRepository;

  constructor(
    readonly database: DataSource,
    vault: DataSource,
    readonly nations = new TwoNations(),
  ) {
    const { clock, registries } = this.nations;
    const { bridgeSeal, gate, receipt } = this.nations.keysOf('ML');
    const config = { nation: 'ML' } as never;
    const ids = { uuid: randomUUID };
    const topics = topicRegistry('ML', ['MR']);
    const alerts = new AlertRepository(database);
    const seal = { kid: bridgeSeal.kid, key: createPublicKey(bridgeSeal.key) };
    const records = new NodeRecords(config, topics, new OutboxRepository(database), clock, ids, seal);
    const receipts = new Receipts(
      config,
      receipt,
      randomBytes,
      clock,
      ids,
      new ReceiptRepository(database),
      registries['ML']!,
      new DeskReceipts(config, alerts, records),
      records,
    );
    this.content = new Content(new DataKeyRepository(vault, randomBytes));
    const messages = new MessageRepository(database);
    const logger = new JsonLogger({ service: 'test', write: () => undefined });
    this.erasure = new Erasure(database, clock, logger, alerts, messages, this.content, receipts, records);
    const admission = new AlertAdmission(
      clock,
      config,
      alerts,
      messages,
      new UrgentMessageRepository(),
      new ErasedSubjectRepository(),
      this.content,
      new AdmissionReport(clock, receipts, records),
      { wake: () => undefined } as never,
    );
    const none = {} as never;
    this.positions = new ConsumerPositionRepository(database);
    this.consumer = new InboundConsumer(
      database,
      this.positions,
      new Gate(config, topics, registries['ML']!, [gate], clock),
      new LinkRepository(database),
      admission,
      none,
      none,
      none,
      records,
      logger,
      ids,
      clock,
    );
  }

  /** What MR releases of an alert, as carry delivers it. */
  async message(claims: { jti: string; ver: number; act?: string }): Promise<KafkaRecord> {
    const { act = claims.ver === 1 ? 'issue' : 'update' } = claims;
    const said = { ...claims, act, ...(claims.ver > 1 && { prev: digest(claims.jti) }) };
    const token =
      act === 'withdraw'
        ? this.nations.issueEmpty({ ...said, wdr: 'resolved' })
        : this.nations.issue(trafficker(), { claims: said });
    const type = { issue: 'alert.issued', update: 'alert.updated', withdraw: 'alert.withdrawn' }[act]!;
    const released = outputTo(await this.nations.enforce(token, 'alert.urgent', hints(type)), 'released');
    if (!released) throw new Error('nothing was released');
    return this.nations.delivered(released);
  }

  async take(records: readonly KafkaRecord[]): Promise<void> {
    await this.consumer.urgentAlerts(records, new KafkaBatchContext('topic-id'));
  }
}
