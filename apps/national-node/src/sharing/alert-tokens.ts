import { Inject, Injectable } from '@nestjs/common';
import { issueToken, type Randomness, type SigningKey } from '@passerelle/credential';
import {
  type AlertDocument,
  type ClearClaims,
  FLAGS_GROUP,
  flagsOf,
  groupsOf,
  type WithdrawalReason,
} from '@passerelle/exchange-model';
import type { PartnerAgreements } from '@passerelle/keys';
import { type Alert, MessageRepository, type Share, ShareRepository } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { ORIGIN_KEY, RANDOM } from '../tokens.js';
import { Content, messagePlace } from '../vault/content.js';

/** Every token carries this many digests, decoys included, so that their number says nothing. */
const DIGESTS = 20;
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

type Change =
  { act: 'issue' | 'update'; document: AlertDocument } | { act: 'withdraw'; reason: WithdrawalReason };
const TYPE = { issue: 'alert.issued', update: 'alert.updated', withdraw: 'alert.withdrawn' } as const;

/** Signs the next version of a share as its origin, archives it and hands it to our bridge. */
@Injectable()
export class AlertTokens {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(ORIGIN_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(ShareRepository) private readonly shares: ShareRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Content) private readonly content: Content,
  ) {}

  /** `share.ver` and `share.lastDigest` move on; the transaction holds the alert locked. */
  async issue(
    manager: EntityManager,
    alert: Alert,
    share: Share,
    change: Change,
    partner: PartnerAgreements,
  ): Promise<void> {
    const at = this.clock.now();
    const claims = this.#claims(alert, share, change, partner, at);
    const groups =
      change.act === 'withdraw'
        ? {}
        : { ...groupsOf(change.document), [FLAGS_GROUP]: flagsOf(change.document, at) };
    const { token, digest } = issueToken({
      typ: 'passerelle-alert+sd-jwt',
      claims: { ...claims },
      groups,
      padTo: DIGESTS,
      key: this.key,
      random: this.random,
    });
    await this.shares.update(manager, { ...share, ver: claims.ver, lastDigest: digest });
    await this.#archive(manager, alert, claims, token, digest, at);
    await this.records.evidence(manager, change.act === 'withdraw' ? 'withdrawn' : 'issued', {
      alertId: alert.alertId,
      iss: claims.iss,
      jti: claims.jti,
      version: claims.ver,
      partner: share.partner,
      digest,
      ...(change.act === 'withdraw' && { reason: change.reason }),
    });
    await this.send(manager, claims, token);
  }

  /** Hands a complete token to our bridge, on the lane its claims say. */
  async send(manager: EntityManager, { act, urg, thr }: ClearClaims, token: string): Promise<void> {
    const lane = act === 'withdraw' || urg === 'urgent' ? 'alert.urgent' : 'alert.routine';
    await this.records.handToBridge(manager, {
      lane,
      key: thr,
      type: TYPE[act],
      id: this.ids.uuid(),
      token,
    });
  }

  #claims(alert: Alert, share: Share, change: Change, partner: PartnerAgreements, at: Date): ClearClaims {
    const kid = partner.releaseKid(at);
    if (kid === null) throw new Error(`the agreement with ${partner.partner} pins no release key of ours`);
    return {
      iss: this.config.nation,
      jti: share.jti,
      ver: share.ver + 1,
      ...(share.lastDigest !== null && { prev: share.lastDigest }),
      iat: seconds(at),
      exp: seconds(alert.expiresAt),
      cat: alert.category as ClearClaims['cat'],
      urg: alert.urgency as ClearClaims['urg'],
      hnd: alert.handling as ClearClaims['hnd'],
      act: change.act,
      sta: alert.status as ClearClaims['sta'],
      agr: share.agreementId,
      thr: share.threadId,
      cnf: { kid },
      ...(change.act === 'withdraw' && { wdr: change.reason }),
    };
  }

  /** The signed part in clear, which holds digests only, and the disclosures under the alert's data key. */
  async #archive(
    manager: EntityManager,
    alert: Alert,
    claims: ClearClaims,
    token: string,
    digest: string,
    at: Date,
  ): Promise<void> {
    const { iss, jti, ver, act } = claims;
    const [tokenJwt = '', ...disclosures] = token.split('~').filter((part) => part !== '');
    const sealed =
      disclosures.length > 0
        ? await this.content.seal(alert.alertId, messagePlace(iss, jti, ver), disclosures)
        : null;
    await this.messages.record(manager, {
      iss,
      jti,
      ver,
      digest,
      direction: 'out',
      alertId: alert.alertId,
      act,
      tokenJwt,
      releaseJwt: null,
      disclosures: sealed,
      agreementHash: null,
      at,
      expiresAt: new Date(claims.exp * 1000),
      outcome: null,
      clause: null,
      reason: null,
      releasedAt: null,
      answer: null,
    });
  }
}
