import {
  BLOCK_TOKEN,
  type KeyOf,
  MAX_SEALED_BLOCK_BYTES,
  unseal,
  type VerifiedBlock,
  verifyBlock,
  type VerifiedToken,
  verifyToken,
  type VerifyOptions,
} from '@passerelle/credential';
import type { SourceRecord } from '@passerelle/link';
import type { PartnerAgreements } from '@passerelle/keys';
import { CLOCK_TOLERANCE_SECONDS, type Enforcement } from './enforcement.js';
import { Refusal } from './refusal.js';

export interface Outbound<T> {
  verified: T;
  agreements: PartnerAgreements;
}
export type OutboundToken = Outbound<VerifiedToken>;

/**
 * Opens what our own node sealed to this bridge and verifies the complete token under the keys of its agreement.
 * @throws Refusal or CredentialError when it is no message of this nation's node
 */
export function openOutbound(
  record: SourceRecord,
  typ: Exclude<VerifiedToken['typ'], typeof BLOCK_TOKEN>,
  role: 'origin' | 'receipt',
  enforcement: Enforcement,
): OutboundToken {
  const token = opened(record, enforcement);
  return underItsAgreement(role, enforcement, (options) => verifyToken(token, { ...options, typ }));
}

/** The same of a block. */
export function openOutboundBlock(record: SourceRecord, enforcement: Enforcement): Outbound<VerifiedBlock> {
  const token = opened(record, enforcement, MAX_SEALED_BLOCK_BYTES);
  return underItsAgreement('origin', enforcement, (options) => verifyBlock(token, options));
}

function opened(record: SourceRecord, { bridgeSeal }: Enforcement, maxBytes?: number): string {
  if (!record.value?.length) throw new Refusal('empty');
  const keyOf = (kid: string) => (kid === bridgeSeal.kid ? bridgeSeal.key : null);
  return unseal(record.value.toString('latin1'), keyOf, maxBytes).toString('latin1');
}

function underItsAgreement<T extends { claims: Record<string, unknown> }>(
  role: 'origin' | 'receipt',
  enforcement: Enforcement,
  verify: (options: Omit<VerifyOptions, 'typ'>) => T,
): Outbound<T> {
  const now = enforcement.clock.now();
  let agreements: PartnerAgreements | null = null;
  const keyOf: KeyOf = (kid, claims) => {
    agreements = enforcement.agreements.find(String(claims['agr']));
    return agreements?.verificationKey(enforcement.nation, role, kid, now) ?? null;
  };
  const verified = verify({ keyOf, complete: true, now, clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS });
  if (!agreements) throw new Refusal('unknown-agreement');
  if (verified.claims['iss'] !== enforcement.nation) throw new Refusal('wrong-issuer');
  return { verified, agreements };
}
