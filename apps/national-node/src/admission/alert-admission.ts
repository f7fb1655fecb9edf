import { Inject, Injectable } from '@nestjs/common';
import { derivedId } from '@passerelle/credential';
import type { ClearClaims } from '@passerelle/exchange-model';
import {
  type Alert,
  AlertRepository,
  ErasedSubjectRepository,
  type Message,
  MessageRepository,
  UrgentMessageRepository,
} from '@passerelle/persistence';
import { Clock } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { Erasure } from '../erasure/erasure.js';
import { Content, type DataKeys, messagePlace } from '../vault/content.js';
import { AdmissionReport, type Allowed, type Stored } from './admission-report.js';
import type { Arrival, Refused } from './arrival.js';
import { checkAlert, claimsOf, isDiscreet } from './check-alert.js';
import { alertState } from './endings.js';
import type { AuthenticMessage } from './gate.js';
import { refusalOf } from './inbound-refusal.js';

/**
 * Takes in authentic alerts of a partner in the caller's transaction: check → record → receipt → notify, in as many
 * statements as one alert would need.
 */
@Injectable()
export class AlertAdmission {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(UrgentMessageRepository) private readonly urgent: UrgentMessageRepository,
    @Inject(ErasedSubjectRepository) private readonly erased: ErasedSubjectRepository,
    @Inject(Content) private readonly content: Content,
    @Inject(AdmissionReport) private readonly report: AdmissionReport,
    @Inject(Erasure) private readonly erasure: Erasure,
  ) {}

  /** In the order they came; returns those that must be quarantined. */
  async admit(manager: EntityManager, arrivals: readonly Arrival<AuthenticMessage>[]): Promise<Refused[]> {
    const refused: Refused[] = [];
    const allowed: Allowed[] = [];
    for (const arrival of arrivals) {
      const { record, message, within } = arrival;
      let claims: ClearClaims | undefined;
      const reason = refusalOf(() => {
        claims = claimsOf(message);
        checkAlert(record, message, claims);
      });
      if (claims && reason === null) allowed.push({ ...arrival, claims });
      if (claims && reason !== null) await this.report.refused(manager, { ...arrival, claims }, reason);
      if (reason !== null) refused.push({ record, reason, within });
    }
    for (const some of eachSubjectOnce(allowed)) refused.push(...(await this.#take(manager, some)));
    if (allowed.some(({ claims }) => claims.act === 'withdraw')) this.erasure.wake();
    return refused;
  }

  /** Takes in alerts of one partner, none of which is about the same subject as another. */
  async #take(manager: EntityManager, some: readonly Allowed[]): Promise<Refused[]> {
    const versions = some.map(({ claims }) => claims);
    const { iss } = versions[0]!;
    const jtis = versions.map(({ jti }) => jti);
    const known = new Map(
      (await this.alerts.lockByOrigin(manager, iss, jtis)).map((alert) => [alert.originJti, alert]),
    );
    const archived = new Map(
      (await this.messages.known(manager, iss, versions)).map((each) => [each.jti, each]),
    );
    const erased = await this.erased.of(
      manager,
      versions.map((claims) => this.#idOf(known.get(claims.jti), claims)),
    );
    const refused: Refused[] = [];
    const stored: Stored[] = [];
    for (const each of some) {
      const { jti } = each.claims;
      const alert = known.get(jti);
      const earlier = archived.get(jti);
      if (!earlier) {
        stored.push(this.#stored(each, alert ?? null, erased.get(this.#idOf(alert, each.claims)) ?? null));
      } else if (earlier.digest === each.message.presentation.digest) {
        await this.report.repeated(manager, each, earlier.alertId);
      } else {
        const reason = 'equivocation';
        await this.report.refused(manager, each, reason);
        refused.push({ record: each.record, reason, within: each.within });
      }
    }
    await this.#record(manager, stored);
    await this.report.stored(manager, stored);
    return refused;
  }

  /** Our own id of it: the same whenever it is read (docs/adr/0013). */
  #idOf(known: Alert | undefined, { iss, jti }: ClearClaims): string {
    return known?.alertId ?? derivedId('alert', this.config.nation, iss, jti);
  }

  #stored(allowed: Allowed, known: Alert | null, erasedAt: Date | null): Stored {
    const { ver } = allowed.claims;
    const over = known !== null && known.state !== 'active' && erasedAt === null;
    const late = known !== null && (over || ver < known.version);
    return { ...allowed, known, late, erasedAt, alert: late ? known : this.#next(known, allowed, erasedAt) };
  }

  /** Every message is the complete state of its subject, so the highest version is simply taken over. */
  #next(known: Alert | null, { message, claims }: Allowed, erasedAt: Date | null): Alert {
    const now = this.clock.now();
    return {
      alertId: this.#idOf(known ?? undefined, claims),
      origin: claims.iss,
      originJti: claims.jti,
      state: alertState({ ends: claims.act === 'withdraw', exp: claims.exp, erasedAt, known }),
      version: claims.ver,
      category: claims.cat,
      urgency: claims.urg,
      handling: claims.hnd,
      status: claims.sta,
      expiresAt: new Date(claims.exp * 1000),
      storedAt: known?.storedAt ?? now,
      updatedAt: now,
      withdrawalReason: claims.wdr ?? null,
      erasedAt,
      agreementId: claims.agr,
      agreementHash: message.under.hash,
      discreet: isDiscreet(message) ?? known?.discreet ?? false,
    };
  }

  /** What proves each message is kept; the disclosures only where they are the current state. */
  async #record(manager: EntityManager, stored: readonly Stored[]): Promise<void> {
    const current = stored.filter(({ late }) => !late);
    await this.alerts.insertAll(manager, alertsOf(current.filter(({ known }) => !known)));
    await this.alerts.updateAll(manager, alertsOf(current.filter(({ known }) => known)));
    const readable = current.filter(
      ({ message, erasedAt }) => erasedAt === null && message.presentation.disclosures.size > 0,
    );
    const keys = await this.content.keysFor(readable.map(({ alert }) => alert.alertId));
    const sealed = new Set(readable);
    await this.messages.recordAll(
      manager,
      stored.map((each) => this.#messageOf(each, sealed.has(each) ? keys : null)),
    );
    for (const [agreementId, signedAt] of urgentOf(stored))
      await this.urgent.received(manager, agreementId, signedAt);
  }

  #messageOf({ alert: { alertId }, message, claims }: Stored, keys: DataKeys | null): Message {
    const { presentation, releaseJwt, under } = message;
    const { iss, jti, ver, act, exp } = claims;
    const disclosures = [...presentation.disclosures.values()];
    return {
      iss,
      jti,
      ver,
      digest: presentation.digest,
      direction: 'in',
      alertId,
      act,
      tokenJwt: presentation.jwt,
      releaseJwt,
      disclosures: keys && keys.seal(alertId, messagePlace(iss, jti, ver), disclosures),
      agreementHash: under.hash,
      at: this.clock.now(),
      expiresAt: new Date(exp * 1000),
      outcome: null,
      clause: null,
      reason: null,
      releasedAt: null,
      answer: null,
    };
  }
}

const alertsOf = (stored: readonly Stored[]): Alert[] => stored.map(({ alert }) => alert);

/** Agreement → when its urgent messages were signed, as their origin says; withdrawals are not counted. */
function urgentOf(stored: readonly Stored[]): Map<string, Date[]> {
  const signed = new Map<string, Date[]>();
  for (const { claims } of stored) {
    if (claims.urg !== 'urgent' || claims.act === 'withdraw') continue;
    signed.set(claims.agr, [...(signed.get(claims.agr) ?? []), new Date(claims.iat * 1000)]);
  }
  return signed;
}

/** In order, cut where a subject comes again: what was done about it before must be seen then. */
function eachSubjectOnce(allowed: readonly Allowed[]): Allowed[][] {
  const runs: Allowed[][] = [];
  let subjects = new Set<string>();
  for (const each of allowed) {
    const run = runs.at(-1);
    if (run && !subjects.has(each.claims.jti)) run.push(each);
    else {
      runs.push([each]);
      subjects = new Set();
    }
    subjects.add(each.claims.jti);
  }
  return runs;
}
