import type { AgreementKey, Nation, SharingAgreement } from './agreement.js';
import { parseAgreement } from './parse.js';

/** An agreement before it has keys and dates: what lawyers negotiate and keep. */
export type AgreementTemplate = Omit<SharingAgreement, 'keys' | 'validFrom' | 'validUntil'>;

export interface DraftTerms {
  keys: AgreementKey[];
  validFrom: string;
  validUntil: string;
  /** Puts other nations in the places of the template's parties: template code to code. */
  parties?: ReadonlyMap<Nation, Nation>;
}

/**
 * The document that the parties will sign: the template with keys, dates and, if asked, other parties.
 * @throws AgreementError where the result is no agreement.
 */
export function draftAgreement(template: AgreementTemplate, terms: DraftTerms): SharingAgreement {
  const { keys, validFrom, validUntil, parties } = terms;
  const named = (nation: Nation): Nation => parties?.get(nation) ?? nation;
  return parseAgreement({
    ...template,
    parties: template.parties.map(named),
    clauses: template.clauses.map((clause) => ({
      ...clause,
      directions: clause.directions.map((direction) => direction.split('>').map(named).join('>')),
    })),
    validFrom,
    validUntil,
    keys,
  });
}
