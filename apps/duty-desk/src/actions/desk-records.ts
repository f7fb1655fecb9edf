import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, derivedId, digest } from '@passerelle/credential';
import {
  type DeskAction,
  type DeskEventKind,
  type EvidenceKind,
  type EvidenceRecord,
  SIGHTED,
} from '@passerelle/exchange-model';
import { cloudEventHeaders, TopicRegistry } from '@passerelle/kafka';
import { DeskEventRepository, type Notification, OutboxRepository } from '@passerelle/persistence';
import { Clock, correlation, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { DutyDeskConfig } from '../config.js';
import type { Actor, Happening } from '../notifications/lifecycle.js';

/** What a happening becomes beyond the journal: a receipt to the originator, and evidence. */
const CONSEQUENCES: Partial<
  Record<DeskEventKind, { action?: DeskAction['action']; evidence: EvidenceKind }>
> = {
  displayed: { action: 'displayed', evidence: 'displayed' },
  acknowledged: { action: 'acknowledged', evidence: 'acknowledged' },
  'handed-back': { action: 'handed-back', evidence: 'handed-back' },
  sighted: { action: 'actioned', evidence: 'actioned' },
  closed: { action: 'actioned', evidence: 'actioned' },
  'not-acknowledged': { action: 'not-acknowledged', evidence: 'not-acknowledged' },
  escalated: { evidence: 'escalated' },
  'nobody-notified': { evidence: 'nobody-notified' },
};

/** Writes down what happened to a notification: journal, receipt to be signed, evidence, in the change's transaction. */
@Injectable()
export class DeskRecords {
  constructor(
    @Inject(DutyDeskConfig) private readonly config: DutyDeskConfig,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(DeskEventRepository) private readonly events: DeskEventRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
  ) {}

  /** @param at when it happened, where that is not now */
  async happened(
    manager: EntityManager,
    notification: Notification,
    happening: Happening,
    actor?: Actor,
    at = this.clock.now(),
  ): Promise<void> {
    const { notificationId, alertId, version, category, urgency, status } = notification;
    const { kind, reason = null, level = notification.level, seenAt = null } = happening;
    const by = actor && { by: actor.subject, role: actor.as, post: actor.post ?? null };
    const about = { notificationId, alertId, version, category, urgency, status };
    await this.events.append(manager, { at, kind, ...about, ...by, level, reason, seenAt });
    const consequence = CONSEQUENCES[kind];
    if (consequence === undefined) return;
    const action = consequence.action && this.#action(consequence.action, notification, happening, actor);
    if (action) await this.#tellNode(manager, action);
    await this.#evidence(manager, consequence.evidence, notification, {
      subject: action ?? { kind, notificationId, level, at: at.toISOString(), id: this.ids.uuid() },
      reason: action?.reason ?? (kind === 'escalated' || kind === 'nobody-notified' ? level : undefined),
    });
  }

  #action(
    action: DeskAction['action'],
    { notificationId, alertId, version }: Notification,
    { kind, reason }: Happening,
    actor: Actor | undefined,
  ): DeskAction {
    const code = kind === 'sighted' ? `${SIGHTED}${reason}` : reason;
    return {
      // Also when the desk's database has forgotten the first: then the sender hears of one act, not of two.
      actionId: actor?.key === undefined ? this.ids.uuid() : derivedId('act', actor.subject, actor.key, kind),
      notificationId,
      alertId,
      version,
      action,
      role: actor?.as ?? 'duty-desk',
      ...(actor?.post !== undefined && { post: actor.post }),
      ...(code !== undefined && { reason: code }),
      at: this.clock.now().toISOString(),
    };
  }

  async #tellNode(manager: EntityManager, action: DeskAction): Promise<void> {
    const { actionId, alertId } = action;
    await this.#append(manager, this.topics.deskAction(), 0, {
      id: actionId,
      type: `desk.${action.action}`,
      key: alertId,
      record: action,
    });
  }

  async #evidence(
    manager: EntityManager,
    kind: EvidenceKind,
    { alertId, version }: Notification,
    { subject, reason }: { subject: object; reason: string | undefined },
  ): Promise<void> {
    const evidence: EvidenceRecord = {
      id: this.ids.uuid(),
      kind,
      at: this.clock.now().toISOString(),
      nation: this.config.nation,
      actor: 'duty-desk',
      alertId,
      version,
      digest: digest(canonicalBytes(subject)),
      ...(reason !== undefined && { reason }),
    };
    const topic = this.topics.evidence();
    const partition = this.topics.partitionFor(topic, this.topics.outboxLink('duty-desk', topic), 0);
    await this.#append(manager, topic, partition, {
      id: evidence.id,
      type: 'evidence',
      key: alertId,
      record: evidence,
    });
  }

  async #append(
    manager: EntityManager,
    destination: string,
    partition: number,
    { id, type, key, record }: { id: string; type: string; key: string; record: object },
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
