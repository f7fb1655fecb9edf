import { Inject, Injectable } from '@nestjs/common';
import {
  type AlertDocument,
  type CodedFlags,
  flagsOf,
  type GroupName,
  groupsOf,
  violationMessage,
  type WithdrawalReason,
} from '@passerelle/exchange-model';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import { type Alert, type Share, ShareRepository, UrgentMessageRepository } from '@passerelle/persistence';
import { Clock, IdSource, ValidationProblem } from '@passerelle/runtime';
import { type ContentFacts, decideRelease, type ReleaseDecision } from '@passerelle/sharing-agreement';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { Receipts } from '../receipts/receipts.js';
import { AlertTokens } from './alert-tokens.js';
import { isStoppedByProtection } from './protection.js';

/** A decision for one partner, with what it was taken on. */
export interface PartnerDecision {
  facts: ContentFacts;
  decision: ReleaseDecision;
  /** Protection or a missing agreement: nothing may be signed. */
  unsigned: boolean;
}

/** The facts of the sender, who knows the flags. */
export type SignedFacts = ContentFacts & { flags: CodedFlags };

/** Brings each version of an own alert on its way to each partner, or says why not (docs/adr/0003). */
@Injectable()
export class AlertSharing {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(ShareRepository) private readonly shares: ShareRepository,
    @Inject(UrgentMessageRepository) private readonly urgent: UrgentMessageRepository,
    @Inject(AlertTokens) private readonly tokens: AlertTokens,
    @Inject(Receipts) private readonly receipts: Receipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /**
   * Shares a version just stored; the transaction holds the alert locked.
   * @throws ValidationProblem 422 `/urgency` where a partner has been sent as many urgent messages within the hour as its
   *   agreement allows
   */
  async share(manager: EntityManager, alert: Alert, document: AlertDocument): Promise<void> {
    for (const partner of this.agreements.partners) {
      await this.#shareWith(manager, alert, document, partner);
    }
  }

  /** Takes back what may have left, from every partner. */
  async withdraw(manager: EntityManager, alert: Alert, reason: WithdrawalReason): Promise<void> {
    for (const share of await this.shares.ofAlert(alert.alertId, manager)) {
      if (share.state === 'open' && share.maybeReleased) await this.#end(manager, alert, share, reason);
    }
  }

  /** A version was released: is what it says still to be shared? If not, it is taken back. */
  async reconsider(
    manager: EntityManager,
    alert: Alert,
    share: Share,
    document: AlertDocument | null,
  ): Promise<void> {
    const partner = this.agreements.ofPartner(share.partner);
    if (!partner) return;
    const mayStay =
      document !== null && this.decide(document, partner, 'alert.updated').decision.outcome === 'release';
    if (mayStay || alert.state === 'expired') return;
    const reason = (alert.withdrawalReason ?? 'no-longer-shared') as WithdrawalReason;
    await this.#end(manager, alert, share, reason);
  }

  /** What the agreement says of a document now; the bridge asks the same question of the same facts. */
  decide(document: AlertDocument, partner: PartnerAgreements, kind: ContentFacts['kind']): PartnerDecision {
    return this.decideOn(this.factsOf(document, partner, kind), partner);
  }

  factsOf(document: AlertDocument, partner: PartnerAgreements, kind: ContentFacts['kind']): SignedFacts {
    return {
      direction: { from: this.config.nation, to: partner.partner },
      kind,
      category: document.category,
      urgency: document.urgency,
      handling: document.handling,
      status: document.status,
      groups: Object.keys(groupsOf(document)) as GroupName[],
      flags: flagsOf(document, this.clock.now()),
      approval: false,
    };
  }

  decideOn(facts: SignedFacts, partner: PartnerAgreements): PartnerDecision {
    const now = this.clock.now();
    const governing = partner.governing(now);
    const decision = decideRelease(governing, facts, now);
    const stopped = isStoppedByProtection(decision, governing, facts, now);
    return {
      facts,
      decision: stopped && decision.outcome === 'release' ? protectedByLaw(decision) : decision,
      unsigned: stopped || partner.inForce(now) === null,
    };
  }

  async #shareWith(
    manager: EntityManager,
    alert: Alert,
    document: AlertDocument,
    partner: PartnerAgreements,
  ): Promise<void> {
    const open = await this.shares.findOpen(alert.alertId, partner.partner, manager);
    const { facts, decision, unsigned } = this.decide(
      document,
      partner,
      open?.ver ? 'alert.updated' : 'alert.issued',
    );
    const released = decision.outcome === 'release';
    const takenBack = !released && open?.maybeReleased === true;
    if (takenBack) await this.#end(manager, alert, open, 'no-longer-shared');
    if (takenBack || unsigned) return this.#withhold(manager, alert, partner, facts, decision, open);
    if (released && document.urgency === 'urgent') await this.#countUrgent(manager, partner);
    const share = open ?? (await this.#open(manager, alert, partner));
    const change = { act: share.ver === 0 ? 'issue' : 'update', document } as const;
    await this.tokens.issue(
      manager,
      alert,
      { ...share, maybeReleased: share.maybeReleased || released },
      change,
      partner,
    );
  }

  /** Withdrawals are urgent too, and never counted: nothing wrong may stay abroad for want of a place. */
  async #countUrgent(manager: EntityManager, partner: PartnerAgreements): Promise<void> {
    const now = this.clock.now();
    const governing = partner.governing(now);
    if (!governing) return;
    const { id, limits } = governing.agreement;
    if (await this.urgent.take(manager, id, now, limits.urgentPerHour)) return;
    const rule = 'urgent-per-hour';
    throw new ValidationProblem([{ path: '/urgency', rule, message: violationMessage(rule, 'en') }]);
  }

  /** The node's own statement that it signed nothing for this partner. */
  async #withhold(
    manager: EntityManager,
    alert: Alert,
    partner: PartnerAgreements,
    facts: ContentFacts,
    decision: ReleaseDecision,
    share: Share | null,
  ): Promise<void> {
    const governing = partner.governing(this.clock.now());
    const agreement = governing && {
      id: governing.agreement.id,
      version: governing.agreement.version,
      hash: governing.hash,
    };
    const reason = decision.outcome === 'release' ? 'no-agreement' : decision.reason;
    const jti = share?.jti ?? alert.alertId;
    const digest = await this.receipts.state(manager, {
      kind: 'withheld',
      about: { origin: this.config.nation, jti, ver: alert.version },
      alertId: alert.alertId,
      agreementId: agreement?.id,
      clause: decision.clause,
      reason,
      cause: partner.partner,
    });
    const decisionDigest = await this.records.decision(
      manager,
      { point: 'node', alertId: alert.alertId, jti, ver: alert.version, agreement, facts, decision },
      alert.alertId,
    );
    const about = {
      alertId: alert.alertId,
      version: alert.version,
      partner: partner.partner,
      ...(agreement && { agreement: agreement.hash }),
      digest,
      decisionDigest,
    };
    await this.records.evidence(manager, 'decided', about);
    await this.records.evidence(manager, 'withheld', { ...about, reason });
  }

  /**
   * The first share of an alert uses its own id, every other a fresh one: no two partners hold the same id. A later
   * version does not: in another life of the database it may have been shared under its own id already.
   */
  async #open(manager: EntityManager, alert: Alert, partner: PartnerAgreements): Promise<Share> {
    const earlier = await this.shares.ofAlert(alert.alertId, manager);
    const share: Share = {
      jti: earlier.length === 0 && alert.version === 1 ? alert.alertId : this.ids.uuid(),
      alertId: alert.alertId,
      agreementId: partner.latest()?.agreement.id ?? '',
      partner: partner.partner,
      threadId: this.ids.uuid(),
      ver: 0,
      lastDigest: null,
      state: 'open',
      maybeReleased: false,
    };
    await this.shares.insert(manager, share);
    return share;
  }

  async #end(manager: EntityManager, alert: Alert, share: Share, reason: WithdrawalReason): Promise<void> {
    const partner = this.agreements.ofPartner(share.partner);
    if (!partner) return;
    await this.tokens.issue(
      manager,
      alert,
      { ...share, state: 'withdrawn' },
      { act: 'withdraw', reason },
      partner,
    );
  }
}

function protectedByLaw({ withheld }: ReleaseDecision): ReleaseDecision {
  return { outcome: 'withhold', reason: 'never', withheld };
}
