import type { JsonWebKey } from 'node:crypto';
import {
  type GeneralJws,
  importSigningKey,
  isGeneralJws,
  signAgreement,
  verifyAgreement,
} from '@passerelle/credential';
import { type AgreementInForce, parseAgreement } from '@passerelle/sharing-agreement';

/**
 * Adds the nation's signature to a draft or to what its partner signed. What is signed is read first: nobody signs a
 * document that is no agreement.
 */
export function signDocument(document: unknown, pem: string, nation: string): Promise<GeneralJws> {
  parseAgreement(isGeneralJws(document) ? payloadOf(document) : document);
  return signAgreement(document, importSigningKey(pem), nation);
}

/** @throws CredentialError or AgreementError with the rule that is broken. */
export async function readSigned(
  jws: unknown,
  roots: Readonly<Record<string, JsonWebKey>>,
): Promise<AgreementInForce> {
  const { payload, hash } = await verifyAgreement(jws, roots);
  return { agreement: parseAgreement(payload), hash };
}

/** The document inside, not yet verified. */
export function payloadOf({ payload }: GeneralJws): unknown {
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown;
}
