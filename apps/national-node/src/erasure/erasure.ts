import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { digest } from '@passerelle/credential';
import type { DeskNotification } from '@passerelle/exchange-model';
import { type Alert, AlertRepository, MessageRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { Receipts } from '../receipts/receipts.js';
import { Content } from '../vault/content.js';
import { TRANSPORT_SECONDS } from './transport.js';

const SWEEP_MS = 2_000;
const BATCH = 200;

/**
 * Ends what is over: marks alerts expired, then destroys the data key of every withdrawn or expired alert and says so.
 * The key goes first and the statement follows, so that `erased` is never claimed of what is still there; a crash in
 * between is finished by the next sweep.
 */
@Injectable()
export class Erasure implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #again = false;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(Content) private readonly content: Content,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.wake(), SWEEP_MS);
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Sweeps now, or once more when a sweep is under way. */
  wake(): void {
    if (this.#sweeping) {
      this.#again = true;
      return;
    }
    this.#sweeping = this.#sweep().finally(() => {
      this.#sweeping = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  async #sweep(): Promise<void> {
    try {
      for (const alertId of await this.alerts.overdue(this.clock.now(), BATCH)) await this.#expire(alertId);
      for (const alertId of await this.alerts.unerased(BATCH)) await this.#erase(alertId);
    } catch (error) {
      this.logger.failure('erasure.failed', error);
    }
  }

  async #expire(alertId: string): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      const alert = await this.alerts.lockForUpdate(manager, alertId);
      const now = this.clock.now();
      if (alert?.state !== 'active' || alert.expiresAt > now) return;
      await this.alerts.update(manager, { ...alert, state: 'expired', updatedAt: now });
      const latest = await this.#latestMessage(manager, alert);
      await this.records.evidence(manager, 'expired', {
        alertId,
        version: alert.version,
        digest: latest.digest,
      });
      if (alert.originJti !== null) await this.#tellDesk(manager, alert, alert.originJti, now);
    });
  }

  /** Nobody is to be paged for what is over. */
  async #tellDesk(manager: EntityManager, alert: Alert, originAlertId: string, at: Date): Promise<void> {
    const { alertId, origin, version, category, urgency, status } = alert;
    const codes = { category, urgency, status } as Pick<DeskNotification, 'category' | 'urgency' | 'status'>;
    await this.records.notifyDesk(manager, {
      alertId,
      originAlertId,
      origin,
      version,
      ...codes,
      reason: 'expired',
      at: at.toISOString(),
    });
  }

  async #erase(alertId: string): Promise<void> {
    await this.content.erase(alertId);
    await withTransaction(this.database, async (manager) => {
      const alert = await this.alerts.lockForUpdate(manager, alertId);
      if (!alert || alert.state === 'active' || alert.erasedAt) return;
      const now = this.clock.now();
      await this.alerts.update(manager, { ...alert, erasedAt: now });
      await this.records.erased(manager, [alertId], now);
      const latest = await this.#latestMessage(manager, alert);
      const seconds = Math.floor(now.getTime() / 1000);
      const statement = await this.receipts.state(manager, {
        kind: 'erased',
        about: { origin: alert.origin, ...latest },
        alertId,
        agreementId: alert.agreementId ?? undefined,
        erasure: { unmatchableAt: seconds, transportGoneAt: seconds + TRANSPORT_SECONDS },
      });
      await this.records.evidence(manager, 'erased', {
        alertId,
        iss: alert.origin,
        jti: latest.jti,
        version: alert.version,
        digest: statement,
      });
    });
  }

  /** What a statement about the alert refers to: its last message, or the alert itself where none was ever signed. */
  async #latestMessage(
    manager: EntityManager,
    alert: Alert,
  ): Promise<{ jti: string; ver: number; digest: string }> {
    const last = (await this.messages.ofAlert(alert.alertId, manager)).at(-1);
    if (last) return { jti: last.jti, ver: last.ver, digest: last.digest };
    return { jti: alert.originJti ?? alert.alertId, ver: alert.version, digest: digest(alert.alertId) };
  }
}
