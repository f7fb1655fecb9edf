import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import type { DeskAction, EvidenceRecord } from '@passerelle/exchange-model';
import { cloudEventHeaders, TopicRegistry } from '@passerelle/kafka';
import { type Notification, OutboxRepository } from '@passerelle/persistence';
import { Clock, correlation, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { DutyDeskConfig } from '../config.js';

/** Writes what the desk announces into its outbox, in the transaction of the change it announces. */
@Injectable()
export class DeskRecords {
  constructor(
    @Inject(DutyDeskConfig) private readonly config: DutyDeskConfig,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
  ) {}

  /** Tells the node, which signs the receipt, and the auditors. */
  async acknowledged(
    manager: EntityManager,
    { notificationId, alertId, version }: Notification,
  ): Promise<void> {
    const at = this.clock.now().toISOString();
    const action: DeskAction = {
      actionId: this.ids.uuid(),
      notificationId,
      alertId,
      version,
      action: 'acknowledged',
      role: 'desk',
      at,
    };
    const evidence: EvidenceRecord = {
      id: this.ids.uuid(),
      kind: 'acknowledged',
      at,
      nation: this.config.nation,
      actor: 'duty-desk',
      alertId,
      version,
      digest: digest(canonicalBytes(action)),
    };
    await this.#append(
      manager,
      this.topics.deskAction(),
      0,
      action.actionId,
      'desk.acknowledged',
      alertId,
      action,
    );
    const topic = this.topics.evidence();
    const partition = this.topics.partitionFor(topic, this.topics.outboxLink('duty-desk', topic), 0);
    await this.#append(manager, topic, partition, evidence.id, 'evidence', alertId, evidence);
  }

  async #append(
    manager: EntityManager,
    destination: string,
    partition: number,
    id: string,
    type: string,
    key: string,
    record: object,
  ): Promise<void> {
    const headers = cloudEventHeaders({
      id,
      type,
      source: this.config.nation,
      time: this.clock.now(),
      contentType: 'application/json',
      correlationId: correlation.id(),
    });
    const value = Buffer.from(JSON.stringify(record));
    await this.outbox.append(manager, { destination, partition, key, value, headers });
  }
}
