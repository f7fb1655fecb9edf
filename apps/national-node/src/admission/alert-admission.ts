import { Inject, Injectable } from '@nestjs/common';
import type { ClearClaims, EscalationClocks, NotificationReason } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import { type Alert, AlertRepository, MessageRepository } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import type { SharingAgreement } from '@passerelle/sharing-agreement';
import type { EntityManager } from 'typeorm';
import { Erasure } from '../erasure/erasure.js';
import { NodeRecords } from '../records/node-records.js';
import { Receipts } from '../receipts/receipts.js';
import { Content, messagePlace } from '../vault/content.js';
import { checkAlert, claimsOf, isDiscreet } from './check-alert.js';
import type { AuthenticMessage } from './gate.js';
import { InboundRefusal, refusalCode } from './inbound-refusal.js';

/** Takes in one authentic alert of a partner: check → record → receipt → notify, in the caller's transaction. */
@Injectable()
export class AlertAdmission {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Content) private readonly content: Content,
    @Inject(Erasure) private readonly erasure: Erasure,
  ) {}

  /** @throws InboundRefusal, CredentialError, ExchangeModelError when the record must be quarantined */
  async admit(manager: EntityManager, record: KafkaRecord, message: AuthenticMessage): Promise<void> {
    const claims = claimsOf(message);
    try {
      checkAlert(record, message, claims);
      await this.#store(manager, message, claims);
    } catch (error) {
      // The origin is proven, so it learns that its message was refused, and why.
      const reason = refusalCode(error);
      if (reason !== null) await this.#refuse(manager, message, claims, reason);
      throw error;
    }
    if (claims.act === 'withdraw') this.erasure.wake();
  }

  async #store(manager: EntityManager, message: AuthenticMessage, claims: ClearClaims): Promise<void> {
    const { iss, jti, ver } = claims;
    const earlier = await this.alerts.findByOrigin(iss, jti, manager);
    const known = earlier && (await this.alerts.lockForUpdate(manager, earlier.alertId));
    const archived = await this.messages.find({ iss, jti, ver }, manager);
    if (archived) {
      if (archived.digest !== message.presentation.digest) throw new InboundRefusal('equivocation');
      return this.receipts.sendAgain(manager, archived.alertId, jti, ver);
    }
    const late = known !== null && (known.state !== 'active' || ver < known.version);
    const alert = late ? known : this.#next(known, message, claims);
    if (!known) await this.alerts.insert(manager, alert);
    else if (!late) await this.alerts.update(manager, alert);
    await this.#archive(manager, alert, message, claims, late);
    await this.#receipt(manager, alert, message, claims, late ? 'superseded' : 'delivered');
    if (!late) await this.#notify(manager, alert, known, message, claims);
  }

  /** Every message is the complete state of its subject, so the highest version is simply taken over. */
  #next(known: Alert | null, message: AuthenticMessage, claims: ClearClaims): Alert {
    const now = this.clock.now();
    return {
      alertId: known?.alertId ?? this.ids.uuid(),
      origin: claims.iss,
      originJti: claims.jti,
      state: claims.act === 'withdraw' ? 'withdrawn' : 'active',
      version: claims.ver,
      category: claims.cat,
      urgency: claims.urg,
      handling: claims.hnd,
      status: claims.sta,
      expiresAt: new Date(claims.exp * 1000),
      storedAt: known?.storedAt ?? now,
      updatedAt: now,
      withdrawalReason: claims.wdr ?? null,
      erasedAt: null,
      agreementId: claims.agr,
      agreementHash: message.under.hash,
      discreet: isDiscreet(message) ?? known?.discreet ?? false,
    };
  }

  /** What proves the message is kept; the disclosures only where they are the current state. */
  async #archive(
    manager: EntityManager,
    { alertId }: Alert,
    { presentation, releaseJwt, under }: AuthenticMessage,
    { iss, jti, ver, act, exp }: ClearClaims,
    late: boolean,
  ): Promise<void> {
    const disclosures = [...presentation.disclosures.values()];
    const keep = !late && disclosures.length > 0;
    await this.messages.record(manager, {
      iss,
      jti,
      ver,
      digest: presentation.digest,
      direction: 'in',
      alertId,
      act,
      tokenJwt: presentation.jwt,
      releaseJwt,
      disclosures: keep ? await this.content.seal(alertId, messagePlace(iss, jti, ver), disclosures) : null,
      agreementHash: under.hash,
      at: this.clock.now(),
      expiresAt: new Date(exp * 1000),
      outcome: null,
      clause: null,
      reason: null,
      releasedAt: null,
      answer: null,
    });
  }

  async #receipt(
    manager: EntityManager,
    { alertId }: Alert,
    { presentation, partner, under }: AuthenticMessage,
    { iss, jti, ver, agr }: ClearClaims,
    kind: 'delivered' | 'superseded',
  ): Promise<void> {
    const about = { origin: iss, jti, ver, digest: presentation.digest };
    await this.receipts.state(manager, { kind, about, alertId, agreementId: agr });
    await this.records.evidence(manager, kind === 'delivered' ? 'received' : 'superseded', {
      alertId,
      iss,
      jti,
      version: ver,
      partner: partner.partner,
      agreement: under.hash,
      digest: presentation.digest,
      releaseDigest: presentation.releaseDigest,
    });
  }

  async #notify(
    manager: EntityManager,
    alert: Alert,
    known: Alert | null,
    { under }: AuthenticMessage,
    claims: ClearClaims,
  ): Promise<void> {
    const reason = reasonOf(known, claims);
    if (reason === null) return;
    await this.records.notifyDesk(manager, {
      alertId: alert.alertId,
      originAlertId: claims.jti,
      origin: claims.iss,
      version: claims.ver,
      category: claims.cat,
      urgency: claims.urg,
      status: claims.sta,
      reason,
      at: this.clock.now().toISOString(),
      clocks: clocksOf(under.agreement),
    });
  }

  async #refuse(
    manager: EntityManager,
    { presentation, partner }: AuthenticMessage,
    { iss, jti, ver, agr }: ClearClaims,
    reason: string,
  ): Promise<void> {
    const about = { origin: iss, jti, ver, digest: presentation.digest };
    await this.receipts.state(manager, { kind: 'refused', about, alertId: null, agreementId: agr, reason });
    await this.records.evidence(manager, 'refused', {
      iss,
      jti,
      version: ver,
      partner: partner.partner,
      digest: presentation.digest,
      reason,
    });
  }
}

/** The clocks that a desk needs, as the agreement sets them. */
function clocksOf({ clocks }: SharingAgreement): EscalationClocks {
  const { deskRepeatSeconds, supervisorSeconds, nationalCentreSeconds, senderToldSeconds, routineSeconds } =
    clocks;
  return { deskRepeatSeconds, supervisorSeconds, nationalCentreSeconds, senderToldSeconds, routineSeconds };
}

/** A withdrawal of what no desk ever saw is nobody's news. */
function reasonOf(known: Alert | null, { act }: ClearClaims): NotificationReason | null {
  if (act === 'withdraw') return known ? 'withdrawn' : null;
  return known ? 'updated' : 'new';
}
