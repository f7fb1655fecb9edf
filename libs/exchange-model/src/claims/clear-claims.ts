import { ExchangeModelError } from '../errors.js';
import { code, integer, object, text } from '../strict/shape.js';
import {
  type Act,
  ACTS,
  CATEGORIES,
  type Category,
  HANDLING_CODES,
  type HandlingCode,
  type Status,
  STATUSES,
  URGENCIES,
  type Urgency,
  WITHDRAWAL_REASONS,
  type WithdrawalReason,
} from '../vocabulary/codes.js';

/** What every reader of an alert sees, whatever was withheld (docs/protocol.md). Times are seconds since 1970. */
export interface ClearClaims {
  /** Nation code of the originator. */
  iss: string;
  jti: string;
  /** Version, counted per (alert, agreement), from 1. */
  ver: number;
  /** Digest of the signing input of the version before; absent at version 1. */
  prev?: string;
  iat: number;
  exp: number;
  cat: Category;
  urg: Urgency;
  hnd: HandlingCode;
  act: Act;
  sta: Status;
  /** Id of the agreement it is shared under. */
  agr: string;
  /** Thread: the random key that keeps the messages of one matter in order. */
  thr: string;
  /** The originator's release key that may add the release. */
  cnf: { kid: string };
  /** Why it was withdrawn; present exactly when `act` is `withdraw`. */
  wdr?: WithdrawalReason;
}

export const NATION = /^[A-Z]{2}$/;
export const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** SHA-256 in base64url; the last character carries four bits only. */
export const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** What a 32-bit column counts. */
export const MAX_VERSION = 2 ** 31 - 1;
/** The last second of the year 9999: RFC 3339 writes none after it. */
export const LAST_SECOND = 253_402_300_799;

export const clearClaimsShape = object(
  {
    iss: text(NATION),
    jti: text(IDENTIFIER),
    ver: integer(1, MAX_VERSION),
    iat: integer(0, LAST_SECOND),
    exp: integer(0, LAST_SECOND),
    cat: code(CATEGORIES),
    urg: code(URGENCIES),
    hnd: code(HANDLING_CODES),
    act: code(ACTS),
    sta: code(STATUSES),
    agr: text(IDENTIFIER),
    thr: text(IDENTIFIER),
    cnf: object({ kid: text(DIGEST) }),
  },
  { prev: text(DIGEST), wdr: code(WITHDRAWAL_REASONS) },
);

/**
 * The clear claims of a verified alert token.
 * @throws ExchangeModelError for a claim that is missing, unknown, of the wrong type or off its closed list.
 */
export function parseClearClaims(payload: unknown): ClearClaims {
  const fail = (path: string, rule: ExchangeModelError['rule']): never => {
    throw new ExchangeModelError(path, rule);
  };
  const claims = clearClaimsShape(payload, '', fail);
  if (claims.exp <= claims.iat) fail('/exp', 'expires-before-issued');
  if (claims.ver > 1 && claims.prev === undefined) fail('/prev', 'version-without-previous');
  if (claims.act === 'withdraw' && claims.wdr === undefined) fail('/wdr', 'withdrawal-without-reason');
  if (claims.act !== 'withdraw' && claims.wdr !== undefined) fail('/wdr', 'reason-without-withdrawal');
  return claims;
}
