import { Inject, Injectable } from '@nestjs/common';
import {
  type BLOCK_TOKEN,
  MAX_SEALED_BLOCK_BYTES,
  MAX_SEALED_BYTES,
  type PresentationOptions,
  type TokenType,
  unseal,
  type VerifiedBlockPresentation,
  verifyBlockPresentation,
  type VerifiedPresentation,
  type VerifiedRelease,
  verifyPresentation,
} from '@passerelle/credential';
import { AgreementRegistry, type GateKey, type PartnerAgreements } from '@passerelle/keys';
import { type KafkaRecord, type Lane, LANES, TopicRegistry } from '@passerelle/kafka';
import type { AgreementInForce } from '@passerelle/sharing-agreement';
import { Clock } from '@passerelle/runtime';
import { NationalNodeConfig } from '../config.js';
import { GATE_KEYS } from '../tokens.js';
import { InboundRefusal } from './inbound-refusal.js';

/** Clocks of two nations may differ by this much (design §4). */
const CLOCK_TOLERANCE_SECONDS = 300;

/** A message whose origin, release and agreement are proven. */
export interface Authentic<P> {
  presentation: P;
  releaseJwt: string;
  partner: PartnerAgreements;
  /** The version it was released under. */
  under: AgreementInForce;
  lane: Lane;
}
export type AuthenticMessage = Authentic<VerifiedPresentation>;
export type AuthenticBlock = Authentic<VerifiedBlockPresentation>;

/**
 * The only way in: opens what was sealed to us and proves who said it, who let it through, for whom, where in which
 * stream, and under which agreement. Nothing else about the record is believed.
 */
@Injectable()
export class Gate {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(GATE_KEYS) private readonly gateKeys: readonly GateKey[],
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @throws InboundRefusal, CredentialError */
  authenticate(record: KafkaRecord, typ: Exclude<TokenType, typeof BLOCK_TOKEN>): AuthenticMessage {
    const role = typ === 'passerelle-alert+sd-jwt' ? 'origin' : 'receipt';
    return this.#authentic(record, role, MAX_SEALED_BYTES, (token, options) =>
      verifyPresentation(token, { ...options, typ }),
    );
  }

  /** The same of a block. */
  authenticateBlock(record: KafkaRecord): AuthenticBlock {
    return this.#authentic(record, 'origin', MAX_SEALED_BLOCK_BYTES, verifyBlockPresentation);
  }

  #authentic<P extends VerifiedRelease & { claims: Record<string, unknown> }>(
    record: KafkaRecord,
    role: 'origin' | 'receipt',
    maxBytes: number,
    verify: (token: string, options: Omit<PresentationOptions, 'typ'>) => P,
  ): Authentic<P> {
    if (!record.value?.length) throw new InboundRefusal('empty');
    const { partner, lane } = this.#stream(record.topic);
    const keyOf = (kid: string) => this.gateKeys.find((gate) => gate.kid === kid)?.key ?? null;
    const token = unseal(record.value.toString('latin1'), keyOf, maxBytes).toString('latin1');
    const now = this.clock.now();
    const presentation = verify(token, {
      audience: this.config.nation,
      now,
      clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
      originKeyOf: (kid) => partner.verificationKey(partner.partner, role, kid, now),
      releaseKeyOf: (kid) => partner.verificationKey(partner.partner, 'release', kid, now),
    });
    if (presentation.claims['iss'] !== partner.partner) throw new InboundRefusal('wrong-issuer');
    this.#requirePlace(record, presentation, partner, lane);
    const releaseJwt = token.slice(token.lastIndexOf('~') + 1);
    return { presentation, releaseJwt, partner, under: this.#agreement(presentation, partner), lane };
  }

  /** Which partner delivers on this topic, and in which lane. */
  #stream(topic: string): { partner: PartnerAgreements; lane: Lane } {
    for (const partner of this.agreements.partners) {
      for (const lane of LANES) {
        const inbound = this.topics.inbound(partner.partner, lane);
        if (topic === inbound || topic === this.topics.readmitted(inbound)) return { partner, lane };
      }
    }
    throw new InboundRefusal('unknown-stream');
  }

  /** The release names the stream it was made for: a message moved to another lane or partition is refused. */
  #requirePlace(
    record: KafkaRecord,
    { nonce }: VerifiedRelease,
    partner: PartnerAgreements,
    lane: Lane,
  ): void {
    const released = new TopicRegistry(partner.partner, [this.config.nation]).released(
      this.config.nation,
      lane,
    );
    const inPlace = nonce.topic === released && nonce.partition === record.partition;
    if (!inPlace) throw new InboundRefusal('wrong-stream');
  }

  /**
   * The version named in the release, if it governed when the release was made: an older one, replayed after its
   * successor began, is refused.
   */
  #agreement({ release, nonce }: VerifiedRelease, partner: PartnerAgreements): AgreementInForce {
    const under = partner.byHash(release.agh);
    if (under?.agreement.id !== nonce.agreement) throw new InboundRefusal('unknown-agreement');
    const governed = [-CLOCK_TOLERANCE_SECONDS, CLOCK_TOLERANCE_SECONDS].some((shift) => {
      const moment = new Date((release.iat + shift) * 1000);
      return partner.governing(moment)?.hash === under.hash;
    });
    if (!governed) throw new InboundRefusal('agreement-superseded');
    return under;
  }
}
