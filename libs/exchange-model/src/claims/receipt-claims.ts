import { ExchangeModelError } from '../errors.js';
import { code, integer, list, object, text } from '../strict/shape.js';
import { RECEIPT_KINDS, type ReceiptKind } from '../vocabulary/codes.js';
import { MAX_BLOCK_ENTRIES } from './block-claims.js';
import { DIGEST, IDENTIFIER, LAST_SECOND, MAX_VERSION, NATION } from './clear-claims.js';

/** What a receipt says (docs/protocol.md, "Messages"). Times are seconds since 1970. */
export interface ReceiptClaims {
  iss: string;
  jti: string;
  iat: number;
  /** Id of the agreement; absent from `accepted` and wherever there is none. */
  agr?: string;
  /** The message it is about: the originator and the `jti` of the alert. */
  sub: { nation: string; jti: string };
  ver: number;
  rcp: ReceiptKind;
  /** Clause that withheld it. */
  cls?: string;
  /** Coded reason. */
  rsn?: string;
  /** Role that acted. */
  rol: string;
  pst?: string;
  /** Digest of the message it is about. */
  dig?: string;
  /** Of a receipt about a watchlist block: the entries it is about, with clause and reason where each has its own. */
  ent?: ReceiptEntry[];
  /** When the copy stopped matching, and when the last transport copy goes. */
  era?: { unmatchableAt: number; transportGoneAt: number };
}

/** One entry of a block; left out of `delivered`: every entry was stored as it came. */
export interface ReceiptEntry {
  jti: string;
  ver: number;
  cls?: string;
  rsn?: string;
}

const SUBJECT = /^[A-Z]{2}:[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const entry = object(
  { jti: text(IDENTIFIER), ver: integer(1, MAX_VERSION) },
  { cls: text(CODE), rsn: text(CODE) },
);

export const receiptClaimsShape = object(
  {
    iss: text(NATION),
    jti: text(IDENTIFIER),
    iat: integer(0, LAST_SECOND),
    sub: text(SUBJECT),
    ver: integer(1, MAX_VERSION),
    rcp: code(RECEIPT_KINDS),
    rol: text(CODE),
  },
  {
    agr: text(IDENTIFIER),
    cls: text(CODE),
    rsn: text(CODE),
    pst: text(CODE),
    dig: text(DIGEST),
    ent: list(entry, 1, MAX_BLOCK_ENTRIES),
    era: object({ unmatchableAt: integer(0, LAST_SECOND), transportGoneAt: integer(0, LAST_SECOND) }),
  },
);

/**
 * The claims of a verified receipt token.
 * @throws ExchangeModelError for a claim that is missing, unknown, of the wrong type or off its closed list.
 */
export function parseReceiptClaims(payload: unknown): ReceiptClaims {
  const fail = (path: string, rule: ExchangeModelError['rule']): never => {
    throw new ExchangeModelError(path, rule);
  };
  const claims = receiptClaimsShape(payload, '', fail);
  const [nation = '', jti = ''] = claims.sub.split(/:(.*)/);
  return { ...claims, sub: { nation, jti } };
}
