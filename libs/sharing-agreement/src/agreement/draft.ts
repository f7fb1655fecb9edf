import type { AgreementKey, SharingAgreement } from './agreement.js';
import { parseAgreement } from './parse.js';

/** An agreement before it has keys and dates: what lawyers negotiate and keep. */
export type AgreementTemplate = Omit<SharingAgreement, 'keys' | 'validFrom' | 'validUntil'>;

export interface DraftTerms {
  keys: AgreementKey[];
  validFrom: string;
  validUntil: string;
}

/**
 * The document that the parties will sign: the template with keys and dates.
 * @throws AgreementError where the result is no agreement.
 */
export function draftAgreement(
  template: AgreementTemplate,
  { keys, validFrom, validUntil }: DraftTerms,
): SharingAgreement {
  return parseAgreement({ ...template, validFrom, validUntil, keys });
}
