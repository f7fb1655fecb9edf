import { Inject, Injectable } from '@nestjs/common';
import type { AlertDocument, OutcomeRecord } from '@passerelle/exchange-model';
import {
  type Alert,
  AlertRepository,
  LinkRepository,
  MessageRepository,
  type Receipt,
  ReceiptRepository,
  type Share,
  ShareRepository,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { DeskReceipts } from '../desk/desk-receipts.js';
import { AlertSharing } from '../sharing/alert-sharing.js';
import { BridgeReceipts } from './bridge-receipts.js';
import { Content, versionPlace } from '../vault/content.js';

/** Files what the bridge decided and takes back what was released against expectation (docs/adr/0003). */
@Injectable()
export class Outcomes {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(ShareRepository) private readonly shares: ShareRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(ReceiptRepository) private readonly receipts: ReceiptRepository,
    @Inject(DeskReceipts) private readonly deskReceipts: DeskReceipts,
    @Inject(BridgeReceipts) private readonly bridge: BridgeReceipts,
    @Inject(AlertSharing) private readonly sharing: AlertSharing,
    @Inject(Content) private readonly content: Content,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async record(manager: EntityManager, outcome: OutcomeRecord): Promise<void> {
    const { jti, ver } = outcome;
    const share = await this.shares.findByJti(jti, manager);
    const alert = share && (await this.alerts.lockForUpdate(manager, share.alertId));
    if (!alert) {
      this.logger.warn('outcome.unknown-message', { jti, ver });
      return;
    }
    await this.messages.recordOutcome(
      manager,
      { iss: this.config.nation, jti, ver },
      {
        outcome: outcome.outcome,
        clause: outcome.clause ?? null,
        reason: outcome.reason ?? null,
        releasedAt: outcome.outcome === 'released' ? new Date(outcome.at) : null,
      },
    );
    if (outcome.place) await this.links.released(manager, outcome.partner, outcome.place);
    if (outcome.receipt !== undefined) await this.#file(manager, alert, outcome.receipt);
    await this.#follow(manager, alert, jti);
  }

  /** The share is read again under the alert's lock: a change may have come between. */
  async #follow(manager: EntityManager, alert: Alert, jti: string): Promise<void> {
    const share = await this.shares.findByJti(jti, manager);
    if (share?.state !== 'open') return;
    const sent = (await this.messages.ofAlert(alert.alertId, manager)).filter(
      (message) => message.jti === jti,
    );
    const released = sent.some((message) => message.outcome === 'released');
    const waiting = share.maybeReleased && sent.some((message) => message.outcome === null);
    const followed: Share = { ...share, maybeReleased: released || waiting };
    await this.shares.update(manager, followed);
    if (released) {
      await this.sharing.reconsider(manager, alert, followed, await this.#document(manager, alert));
    }
  }

  async #document(manager: EntityManager, { alertId, version, state }: Alert): Promise<AlertDocument | null> {
    if (state !== 'active') return null;
    const stored = await this.alerts.findVersion(alertId, version, manager);
    return this.content.open<AlertDocument>(
      alertId,
      versionPlace(alertId, version),
      stored?.document ?? null,
    );
  }

  /** The bridge's signed receipt, verified like any other. */
  async #file(manager: EntityManager, alert: Alert, token: string): Promise<void> {
    const { verified, claims } = this.bridge.read(token);
    const receipt: Receipt = {
      receiptJti: claims.jti,
      alertId: alert.alertId,
      jti: claims.sub.jti,
      ver: claims.ver,
      kind: claims.rcp,
      at: new Date(claims.iat * 1000),
      byNation: claims.iss,
      byRole: claims.rol,
      post: null,
      clause: claims.cls ?? null,
      reason: claims.rsn ?? null,
      token,
      digest: verified.digest,
      direction: 'in',
    };
    if ((await this.receipts.append(manager, receipt)) === 'recorded')
      await this.deskReceipts.tell(manager, receipt);
  }
}
