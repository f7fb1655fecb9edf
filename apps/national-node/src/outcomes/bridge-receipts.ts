import { Inject, Injectable } from '@nestjs/common';
import { type VerifiedToken, verifyToken } from '@passerelle/credential';
import { parseReceiptClaims, type ReceiptClaims } from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import { Clock } from '@passerelle/runtime';
import { NationalNodeConfig } from '../config.js';

/** The signed receipts of our own bridge, verified like any other. */
@Injectable()
export class BridgeReceipts {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @throws CredentialError, ExchangeModelError */
  read(token: string): { verified: VerifiedToken; claims: ReceiptClaims } {
    const verified = verifyToken(token, {
      typ: 'passerelle-receipt+sd-jwt',
      complete: true,
      now: this.clock.now(),
      clockToleranceSeconds: 300,
      keyOf: (kid, claims) =>
        this.agreements
          .find(String(claims['agr']))
          ?.verificationKey(this.config.nation, 'release', kid, this.clock.now()) ?? null,
    });
    return { verified, claims: parseReceiptClaims(verified.claims) };
  }
}
