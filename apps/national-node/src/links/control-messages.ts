import { Inject, Injectable } from '@nestjs/common';
import { issueToken, type Randomness, type SigningKey } from '@passerelle/credential';
import type { ControlClaims } from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { RANDOM, RECEIPT_KEY } from '../tokens.js';

type Signed = 'iss' | 'jti' | 'iat' | 'agr';
type Body<C> = C extends ControlClaims ? Omit<C, Signed> : never;

/** What is said, without who says it and when. */
export type ControlBody = Body<ControlClaims>;

/** Signs what this node says to a partner's node about the exchange itself, and hands it to our bridge. */
@Injectable()
export class ControlMessages {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(RECEIPT_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /** Without any agreement nobody over there knows our keys: nothing is sent, and false is returned. */
  async send(manager: EntityManager, partner: string, body: ControlBody): Promise<boolean> {
    const agreement = this.agreements.ofPartner(partner)?.latest()?.agreement;
    if (!agreement) return false;
    const claims = {
      iss: this.config.nation,
      jti: this.ids.uuid(),
      iat: Math.floor(this.clock.now().getTime() / 1000),
      agr: agreement.id,
      ...body,
    };
    const { token } = issueToken({
      typ: 'passerelle-control+sd-jwt',
      claims,
      groups: {},
      padTo: 0,
      key: this.key,
      random: this.random,
    });
    const { ctl } = body;
    const key = ctl === 'heartbeat' ? ctl : body.rec;
    await this.records.handToBridge(manager, { lane: 'control', key, type: ctl, id: claims.jti, token });
    return true;
  }
}
