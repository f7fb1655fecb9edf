import { decode } from '../bytes/base64url.js';
import { isObject, parseStrictObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';

export const AGREEMENT_TYPE = 'passerelle-agreement+jws';
export const CEREMONY_TYPE = 'passerelle-ceremony+jws';

/** What several nations sign together; a signature under one never counts for the other. */
export type JointType = typeof AGREEMENT_TYPE | typeof CEREMONY_TYPE;

export interface AgreementSignature {
  protected: string;
  signature: string;
}

/** JWS General JSON serialisation (RFC 7515 §7.2.1), without unprotected headers. */
export interface GeneralJws {
  payload: string;
  signatures: AgreementSignature[];
}

const MAX_SIGNATURES = 8;
const MAX_PAYLOAD_CHARACTERS = 1024 * 1024;

export function isGeneralJws(value: unknown): value is GeneralJws {
  return isObject(value) && 'payload' in value && 'signatures' in value;
}

/** Exactly `payload` and `signatures`, each exactly `protected` and `signature`, canonical base64url throughout. */
export function readGeneralJws(value: unknown): GeneralJws {
  if (!isObject(value)) return refuse('PSR_AGREEMENT_MALFORMED');
  const { payload, signatures, ...others } = value;
  const sound =
    typeof payload === 'string' &&
    Array.isArray(signatures) &&
    signatures.every(isSignature) &&
    isEmpty(others);
  if (!sound || signatures.length < 1 || signatures.length > MAX_SIGNATURES)
    return refuse('PSR_AGREEMENT_MALFORMED');
  if (payload.length > MAX_PAYLOAD_CHARACTERS) refuse('PSR_TOKEN_TOO_LARGE');
  return { payload, signatures };
}

/** Header exactly `alg` ES256, `typ` and `kid`; the kid. */
export function signerOf({ protected: header }: AgreementSignature, type: JointType): string {
  const { alg, typ, kid, ...others } = parseStrictObject(decode(header));
  if (!isEmpty(others)) refuse('PSR_HEADER_MEMBER');
  if (alg !== 'ES256') refuse('PSR_HEADER_ALGORITHM');
  if (typ !== type) refuse('PSR_HEADER_TYPE');
  return typeof kid === 'string' ? kid : refuse('PSR_HEADER_MEMBER', 'kid');
}

function isSignature(value: unknown): value is AgreementSignature {
  if (!isObject(value)) return false;
  const { protected: header, signature, ...others } = value;
  return typeof header === 'string' && typeof signature === 'string' && isEmpty(others);
}

function isEmpty(members: object): boolean {
  return Object.keys(members).length === 0;
}
