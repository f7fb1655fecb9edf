import { unseal, verifyToken, type TokenType, type VerifiedToken } from '@passerelle/credential';
import type { SourceRecord } from '@passerelle/link';
import type { PartnerAgreements } from '@passerelle/keys';
import { CLOCK_TOLERANCE_SECONDS, type Enforcement } from './enforcement.js';
import { Refusal } from './refusal.js';

export interface OutboundToken {
  verified: VerifiedToken;
  agreements: PartnerAgreements;
}

/**
 * Opens what our own node sealed to this bridge and verifies the complete token under the keys of its agreement.
 * @throws Refusal or CredentialError when it is no message of this nation's node
 */
export function openOutbound(
  record: SourceRecord,
  typ: TokenType,
  role: 'origin' | 'receipt',
  enforcement: Enforcement,
): OutboundToken {
  if (!record.value?.length) throw new Refusal('empty');
  const { kid: ownKid, key } = enforcement.bridgeSeal;
  const keyOf = (kid: string) => (kid === ownKid ? key : null);
  const token = unseal(record.value.toString('latin1'), keyOf).toString('latin1');
  const now = enforcement.clock.now();
  let agreements: PartnerAgreements | null = null;
  const verified = verifyToken(token, {
    typ,
    complete: true,
    now,
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    keyOf: (kid, claims) => {
      agreements = enforcement.agreements.find(String(claims['agr']));
      return agreements?.verificationKey(enforcement.nation, role, kid, now) ?? null;
    },
  });
  if (!agreements) throw new Refusal('unknown-agreement');
  if (verified.claims['iss'] !== enforcement.nation) throw new Refusal('wrong-issuer');
  return { verified, agreements };
}
