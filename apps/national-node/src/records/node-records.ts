import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, derivedId, digest, seal, type VerificationKey } from '@passerelle/credential';
import type {
  BlockDecisionRecord,
  DecisionRecord,
  DeskNotification,
  DeskReceipt,
  ErasureRecord,
  EvidenceKind,
  EvidenceRecord,
} from '@passerelle/exchange-model';
import {
  cloudEventHeaders,
  type KafkaRecord,
  type Lane,
  quarantineRecord,
  TopicRegistry,
} from '@passerelle/kafka';
import { OutboxRepository } from '@passerelle/persistence';
import { Clock, correlation, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { BRIDGE_SEAL } from '../tokens.js';

/** What evidence says besides its id, kind, time and actor. */
export type EvidenceFacts = Omit<EvidenceRecord, 'id' | 'kind' | 'at' | 'nation' | 'actor'> & {
  nation?: string;
};

/** What a step follows from, where doing it again must not be another step (docs/adr/0013). */
export type Cause = readonly (string | number | null)[];

interface OutboundMessage {
  lane: Lane;
  /** Random thread id, the Kafka key. */
  key: string;
  /** CloudEvents type: `alert.issued`, `receipt.delivered`… */
  type: string;
  id: string;
  token: string;
}

/** Writes what the node announces into its outbox, in the transaction of the change it announces. */
@Injectable()
export class NodeRecords {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(BRIDGE_SEAL) private readonly bridgeSeal: VerificationKey,
  ) {}

  /** @param cause of a step that reading a topic again repeats: its id is derived from it */
  async evidence(
    manager: EntityManager,
    kind: EvidenceKind,
    facts: EvidenceFacts,
    cause?: Cause,
  ): Promise<void> {
    const { nation } = this.config;
    const record: EvidenceRecord = {
      id: cause ? derivedId('evidence', nation, 'national-node', kind, ...cause) : this.ids.uuid(),
      kind,
      at: this.clock.now().toISOString(),
      nation,
      actor: 'national-node',
      ...facts,
    };
    await this.#append(manager, this.topics.evidence(), 'evidence', facts.jti ?? record.id, record);
  }

  /** Records a decision of the node; its digest is what evidence refers to. */
  async decision(
    manager: EntityManager,
    decision: Omit<DecisionRecord, 'at' | 'nation'> | Omit<BlockDecisionRecord, 'at' | 'nation'>,
    key: string,
  ): Promise<string> {
    const record: DecisionRecord | BlockDecisionRecord = {
      at: this.clock.now().toISOString(),
      nation: this.config.nation,
      ...decision,
    };
    await this.#append(manager, this.topics.decision(), 'decision', key, record);
    return digest(canonicalBytes(record));
  }

  /** Which of our own ids are gone, so that they stay gone where the database is restored (docs/adr/0012). */
  async erased(manager: EntityManager, ids: readonly string[], at: Date): Promise<void> {
    const record: ErasureRecord = { at: at.toISOString(), ids: [...ids] };
    await this.#append(manager, this.topics.erasure(), 'erasure', this.ids.uuid(), record);
  }

  async notifyDesk(manager: EntityManager, notification: DeskNotification): Promise<void> {
    await this.#append(manager, this.topics.desk(), 'notification', notification.alertId, notification);
  }

  async tellDesk(manager: EntityManager, receipt: DeskReceipt): Promise<void> {
    await this.#append(manager, this.topics.desk(), 'receipt', receipt.alertId, receipt);
  }

  /** Hands a complete token to our own bridge: it is never at rest in clear. */
  async handToBridge(manager: EntityManager, message: OutboundMessage): Promise<void> {
    const { lane, key, type, id, token } = message;
    await this.outbox.append(manager, {
      destination: this.topics.outbound(lane),
      partition: this.topics.partitionOfKey(key),
      key,
      value: Buffer.from(seal(token, this.bridgeSeal)),
      headers: this.#headers(type, id),
    });
  }

  /** Keeps a refused record as it came, with its reason. */
  async quarantine(manager: EntityManager, record: KafkaRecord, reason: string): Promise<void> {
    const refused = quarantineRecord(this.topics, record, reason, this.clock.now());
    await this.outbox.append(manager, {
      destination: refused.topic,
      partition: refused.partition,
      key: refused.key,
      value: refused.value,
      headers: refused.headers,
    });
  }

  async #append(
    manager: EntityManager,
    topic: string,
    type: string,
    key: string,
    record: object,
  ): Promise<void> {
    const shared = topic === this.topics.evidence() || topic === this.topics.decision();
    await this.outbox.append(manager, {
      destination: topic,
      partition: shared
        ? this.topics.partitionFor(topic, this.topics.outboxLink('national-node', topic), 0)
        : 0,
      key,
      value: Buffer.from(JSON.stringify(record)),
      headers: this.#headers(type, this.ids.uuid(), 'application/json'),
    });
  }

  #headers(type: string, id: string, contentType = 'application/jose'): Record<string, string> {
    return cloudEventHeaders({
      id,
      type,
      source: this.config.nation,
      time: this.clock.now(),
      contentType,
      correlationId: correlation.id(),
    });
  }
}
