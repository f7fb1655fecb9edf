/** Why a token, a sealed message or a signed agreement was not believed. Codes are stable and carry no content. */
export type CredentialErrorCode =
  | 'PSR_TOKEN_TOO_LARGE'
  | 'PSR_TOKEN_TOO_DEEP'
  | 'PSR_TOKEN_MALFORMED'
  | 'PSR_BASE64URL_NOT_CANONICAL'
  | 'PSR_JSON_MALFORMED'
  | 'PSR_JSON_MEMBER_REPEATED'
  | 'PSR_HEADER_MEMBER'
  | 'PSR_HEADER_ALGORITHM'
  | 'PSR_HEADER_TYPE'
  | 'PSR_KEY_UNKNOWN'
  | 'PSR_KEY_UNSUITABLE'
  | 'PSR_SIGNATURE_INVALID'
  | 'PSR_CLAIM_TYPE'
  | 'PSR_EXPIRED'
  | 'PSR_NOT_YET_VALID'
  | 'PSR_DIGESTS_MALFORMED'
  | 'PSR_DIGEST_REPEATED'
  | 'PSR_DISCLOSURE_NESTED'
  | 'PSR_DISCLOSURE_COUNT'
  | 'PSR_DISCLOSURE_MALFORMED'
  | 'PSR_DISCLOSURE_SALT'
  | 'PSR_DISCLOSURE_NAME'
  | 'PSR_DISCLOSURE_REPEATED'
  | 'PSR_DISCLOSURE_UNREFERENCED'
  | 'PSR_GROUP_ABSENT'
  | 'PSR_RELEASE_MISSING'
  | 'PSR_RELEASE_UNEXPECTED'
  | 'PSR_RELEASE_KEY'
  | 'PSR_RELEASE_AUDIENCE'
  | 'PSR_RELEASE_TIME'
  | 'PSR_RELEASE_NONCE'
  | 'PSR_RELEASE_DIGEST'
  | 'PSR_SEAL_MALFORMED'
  | 'PSR_SEAL_KEY_UNKNOWN'
  | 'PSR_SEAL_INVALID'
  | 'PSR_AGREEMENT_MALFORMED'
  | 'PSR_AGREEMENT_NOT_CANONICAL'
  | 'PSR_AGREEMENT_SIGNER'
  | 'PSR_AGREEMENT_SIGNATURE_INVALID'
  | 'PSR_AGREEMENT_SIGNATURE_MISSING';

export class CredentialError extends Error {
  constructor(
    readonly code: CredentialErrorCode,
    detail?: string,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'CredentialError';
  }
}

/** `detail` names a member or a rule, never a value. */
export function refuse(code: CredentialErrorCode, detail?: string): never {
  throw new CredentialError(code, detail);
}
