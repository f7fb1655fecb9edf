import { Inject, Injectable } from '@nestjs/common';
import {
  type AlertDocument,
  type ClearClaims,
  documentOf,
  type GroupName,
  type Groups,
  IDENTIFIER,
  parseClearClaims,
  type PartialAlertDocument,
} from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import { type Alert, AlertRepository, MessageRepository, ShareRepository } from '@passerelle/persistence';
import { decideRelease, type Withheld } from '@passerelle/sharing-agreement';
import { NationalNodeConfig } from '../config.js';
import { claimsOfJwt, groupsOfDisclosures } from '../vault/archived-token.js';
import { Content, messagePlace, versionPlace } from '../vault/content.js';
import { unknownAlert } from './alert-errors.js';

/** An alert as the API shows it: what is readable of the document, and what the agreement keeps back of it. */
export type AlertItem = PartialAlertDocument & {
  alertId: string;
  version: number;
  state: Alert['state'];
  origin: string;
  originAlertId?: string;
  withheld?: Withheld[];
};

/** Reads alerts back, own and foreign. */
@Injectable()
export class AlertReading {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(ShareRepository) private readonly shares: ShareRepository,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(Content) private readonly content: Content,
  ) {}

  /**
   * By our id, or by the id a partner knows one of our alerts under.
   * @throws PasserelleError 404
   */
  async require(id: string): Promise<Alert> {
    const alert = await this.alerts.find(id);
    if (alert) return alert;
    const share = IDENTIFIER.test(id) ? await this.shares.findByJti(id) : null;
    return (share && (await this.alerts.find(share.alertId))) ?? refuse();
  }

  async item(alert: Alert): Promise<AlertItem> {
    const { alertId, version, state, origin, originJti } = alert;
    const ids = { alertId, version, state, origin, ...(originJti !== null && { originAlertId: originJti }) };
    if (state !== 'active') return ids;
    return origin === this.config.nation
      ? { ...(await this.#ownDocument(alert)), ...ids }
      : { ...(await this.#foreignDocument(alert)), ...ids };
  }

  async #ownDocument({ alertId, version }: Alert): Promise<AlertDocument | null> {
    const stored = await this.alerts.findVersion(alertId, version);
    return this.content.open<AlertDocument>(
      alertId,
      versionPlace(alertId, version),
      stored?.document ?? null,
    );
  }

  async #foreignDocument(alert: Alert): Promise<(PartialAlertDocument & { withheld: Withheld[] }) | null> {
    const { origin: iss, originJti, version: ver, alertId } = alert;
    const jti = originJti ?? '';
    const message = await this.messages.find({ iss, jti, ver });
    if (!message) return null;
    const claims = parseClearClaims(claimsOfJwt(message.tokenJwt));
    const disclosures = await this.content.open<string[]>(
      alertId,
      messagePlace(iss, jti, ver),
      message.disclosures,
    );
    if (!disclosures) return null;
    const groups = groupsOfDisclosures(disclosures);
    return { ...documentOf(claims, groups), withheld: this.#withheld(alert, claims, groups) };
  }

  /** Every group that the agreement of its release keeps back of such a message, filled or not. */
  #withheld(alert: Alert, claims: ClearClaims, groups: Groups): Withheld[] {
    const under = this.agreements.ofPartner(alert.origin)?.byHash(alert.agreementHash ?? '') ?? null;
    const facts = {
      direction: { from: alert.origin, to: this.config.nation },
      kind: claims.act === 'issue' ? 'alert.issued' : 'alert.updated',
      category: claims.cat,
      urgency: claims.urg,
      handling: claims.hnd,
      status: claims.sta,
      groups: Object.keys(groups) as GroupName[],
      approval: true,
    } as const;
    return decideRelease(under, facts, new Date(claims.iat * 1000)).withheld;
  }
}

function refuse(): never {
  throw unknownAlert();
}
