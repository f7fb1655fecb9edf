import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import type { AlertDocument, RequestableWithdrawalReason } from '@passerelle/exchange-model';
import { type Alert, AlertRepository, withTransaction } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { Erasure } from '../erasure/erasure.js';
import { NodeRecords } from '../records/node-records.js';
import { Receipts } from '../receipts/receipts.js';
import { AlertSharing } from '../sharing/alert-sharing.js';
import { Content, versionPlace } from '../vault/content.js';
import {
  endedAlert,
  foreignAlert,
  preconditionRequired,
  staleVersion,
  unknownAlert,
} from './alert-errors.js';

/** What the API answers to a change. */
export interface AlertSummary {
  alertId: string;
  version: number;
  state: Alert['state'];
}

/**
 * Issue, update and withdraw: each one database transaction with the record, the outbox rows to every partner, the
 * receipt and the evidence, or nothing of it.
 */
@Injectable()
export class AlertChanges {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(AlertSharing) private readonly sharing: AlertSharing,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Content) private readonly content: Content,
    @Inject(Erasure) private readonly erasure: Erasure,
  ) {}

  async issue(manager: EntityManager, document: AlertDocument): Promise<AlertSummary> {
    const now = this.clock.now();
    const alert: Alert = {
      alertId: this.ids.uuid(),
      origin: this.config.nation,
      originJti: null,
      state: 'active',
      version: 1,
      ...clearPart(document),
      storedAt: now,
      updatedAt: now,
      withdrawalReason: null,
      erasedAt: null,
      agreementId: null,
      agreementHash: null,
      discreet: false,
    };
    await this.alerts.insert(manager, alert);
    await this.#storeVersion(manager, alert, document);
    return summaryOf(alert);
  }

  /**
   * Replaces the document; the same document again makes no version, so that nobody is told of nothing.
   * @param expected the version to replace
   * @throws PasserelleError 404 unknown, 403 foreign, 409 ended, 428 no version expected, 412 another version
   */
  async update(alertId: string, expected: number | null, document: AlertDocument): Promise<AlertSummary> {
    return withTransaction(this.database, async (manager) => {
      const alert = await this.#own(manager, alertId);
      if (alert.state !== 'active') throw endedAlert(alert.state);
      if (expected === null) throw preconditionRequired();
      if (alert.version !== expected) throw staleVersion();
      if (await this.#holds(manager, alert, document)) return summaryOf(alert);
      const changed: Alert = {
        ...alert,
        ...clearPart(document),
        version: alert.version + 1,
        updatedAt: this.clock.now(),
      };
      await this.alerts.update(manager, changed);
      await this.#storeVersion(manager, changed, document);
      return summaryOf(changed);
    });
  }

  /** Withdraws everywhere; a second call finds it done. */
  async withdraw(alertId: string, reason: RequestableWithdrawalReason): Promise<AlertSummary> {
    const summary = await withTransaction(this.database, async (manager) => {
      const alert = await this.#own(manager, alertId);
      if (alert.state === 'withdrawn') return summaryOf(alert);
      if (alert.state === 'expired') throw endedAlert(alert.state);
      const withdrawn: Alert = {
        ...alert,
        state: 'withdrawn',
        version: alert.version + 1,
        withdrawalReason: reason,
        updatedAt: this.clock.now(),
      };
      await this.alerts.update(manager, withdrawn);
      await this.alerts.appendVersion(manager, {
        alertId,
        version: withdrawn.version,
        at: withdrawn.updatedAt,
        document: null,
      });
      const digest = await this.receipts.state(manager, {
        kind: 'accepted',
        about: { origin: this.config.nation, jti: alertId, ver: withdrawn.version },
        alertId,
      });
      await this.records.evidence(manager, 'withdrawn', {
        alertId,
        version: withdrawn.version,
        digest,
        reason,
      });
      await this.sharing.withdraw(manager, withdrawn, reason);
      return summaryOf(withdrawn);
    });
    this.erasure.wake();
    return summary;
  }

  async #storeVersion(manager: EntityManager, alert: Alert, document: AlertDocument): Promise<void> {
    const { alertId, version } = alert;
    await this.alerts.appendVersion(manager, {
      alertId,
      version,
      at: alert.updatedAt,
      document: await this.content.seal(alertId, versionPlace(alertId, version), document),
    });
    await this.receipts.state(manager, {
      kind: 'accepted',
      about: { origin: this.config.nation, jti: alertId, ver: version },
      alertId,
    });
    await this.sharing.share(manager, alert, document);
  }

  /** Whether this is what the current version says already. */
  async #holds(
    manager: EntityManager,
    { alertId, version }: Alert,
    document: AlertDocument,
  ): Promise<boolean> {
    const stored = await this.alerts.findVersion(alertId, version, manager);
    const place = versionPlace(alertId, version);
    const current = await this.content.open<AlertDocument>(alertId, place, stored?.document ?? null);
    return current !== null && contentOf(current) === contentOf(document);
  }

  async #own(manager: EntityManager, alertId: string): Promise<Alert> {
    const alert = await this.alerts.lockForUpdate(manager, alertId);
    if (!alert) throw unknownAlert();
    if (alert.origin !== this.config.nation) throw foreignAlert();
    return alert;
  }
}

/** In whatever order its members stand. */
const contentOf = (document: AlertDocument): string =>
  digest(canonicalBytes(JSON.parse(JSON.stringify(document))));

function clearPart({ category, urgency, handling, status, expiresAt }: AlertDocument) {
  return { category, urgency, handling, status, expiresAt: new Date(expiresAt) };
}

export function summaryOf({ alertId, version, state }: Alert): AlertSummary {
  return { alertId, version, state };
}
