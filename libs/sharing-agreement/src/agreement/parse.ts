import type { SharingAgreement } from './agreement.js';
import { AgreementError, type AgreementErrorCode } from './errors.js';
import { checkAgreement } from './check.js';
import { agreementShape } from './shape.js';

/**
 * The one way from JSON to an agreement: exact members, closed lists, and the static checks a reader relies on.
 * @throws AgreementError with a code and the JSON pointer of what is wrong.
 */
export function parseAgreement(json: unknown): SharingAgreement {
  const fail = (path: string, code: AgreementErrorCode): never => {
    throw new AgreementError(code, path);
  };
  const agreement = agreementShape(json, '', fail);
  for (const { path, code } of checkAgreement(agreement)) fail(path, code);
  return agreement;
}
