import { Inject, Injectable } from '@nestjs/common';
import type { ClearClaims, EscalationClocks, NotificationReason } from '@passerelle/exchange-model';
import type { Alert } from '@passerelle/persistence';
import { Clock } from '@passerelle/runtime';
import type { SharingAgreement } from '@passerelle/sharing-agreement';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { Receipts } from '../receipts/receipts.js';
import type { Arrival } from './arrival.js';
import type { AuthenticMessage } from './gate.js';

/** An alert that the agreement allows. */
export interface Allowed extends Arrival<AuthenticMessage> {
  claims: ClearClaims;
}

/** An alert with what becomes of it here. */
export interface Stored extends Allowed {
  known: Alert | null;
  /** A version that stands already is higher: this one is kept as proof and changes nothing. */
  late: boolean;
  /** It was erased in another life of the database, and is read again: it is filed as it ended. */
  erasedAt: Date | null;
  alert: Alert;
}

/** Tells whom it concerns what became of a partner's alerts: the origin, the auditor, the desk. */
@Injectable()
export class AdmissionReport {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /** Of what was stored: a receipt to its origin, evidence, and the desk's notification. */
  async stored(manager: EntityManager, stored: readonly Stored[]): Promise<void> {
    await this.#receipt(manager, stored);
    for (const each of stored) await each.within(() => this.#notify(manager, each));
  }

  /** Of a version that was stored before: its receipt may have been lost. */
  repeated(manager: EntityManager, { claims, within }: Allowed, alertId: string): Promise<void> {
    return within(() => this.receipts.sendAgain(manager, alertId, claims.jti, claims.ver));
  }

  async #receipt(manager: EntityManager, stored: readonly Stored[]): Promise<void> {
    const signed = stored.map((each) => {
      const { iss: origin, jti, ver, agr } = each.claims;
      const about = { origin, jti, ver, digest: each.message.presentation.digest };
      const kind = each.late ? 'superseded' : 'delivered';
      return this.receipts.sign({ kind, about, alertId: each.alert.alertId, agreementId: agr });
    });
    await this.receipts.keep(manager, signed);
    for (const [index, each] of stored.entries()) {
      await each.within(async () => {
        await this.receipts.announce(manager, signed[index]!);
        await this.#evidence(manager, each);
      });
    }
  }

  async #evidence(
    manager: EntityManager,
    { alert, late, message: { presentation, partner, under }, claims }: Stored,
  ): Promise<void> {
    const { iss, jti, ver } = claims;
    const facts = {
      alertId: alert.alertId,
      iss,
      jti,
      version: ver,
      partner: partner.partner,
      agreement: under.hash,
      digest: presentation.digest,
      releaseDigest: presentation.releaseDigest,
    };
    const cause = [iss, jti, ver, presentation.digest];
    await this.records.evidence(manager, late ? 'superseded' : 'received', facts, cause);
  }

  /** Of what comes back only to end again nobody hears but that it is withdrawn. */
  async #notify(manager: EntityManager, stored: Stored): Promise<void> {
    const { alert, known, late, erasedAt, message, claims } = stored;
    const reason = late ? null : reasonOf(known, claims);
    if (reason === null || (erasedAt !== null && reason !== 'withdrawn')) return;
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
      clocks: clocksOf(message.under.agreement),
    });
  }

  /** The origin is proven, so it learns that its message was refused, and why. */
  refused(manager: EntityManager, { message, claims, within }: Allowed, reason: string): Promise<void> {
    const { presentation, partner } = message;
    const { iss, jti, ver, agr } = claims;
    const about = { origin: iss, jti, ver, digest: presentation.digest };
    return within(async () => {
      await this.receipts.state(manager, { kind: 'refused', about, alertId: null, agreementId: agr, reason });
      const { digest } = presentation;
      const facts = { iss, jti, version: ver, partner: partner.partner, digest, reason };
      await this.records.evidence(manager, 'refused', facts, [iss, jti, ver, digest, reason]);
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
