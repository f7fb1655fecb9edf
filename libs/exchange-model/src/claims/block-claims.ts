import { ExchangeModelError } from '../errors.js';
import { code, integer, object, text } from '../strict/shape.js';
import {
  CATEGORIES,
  type Category,
  ENTRY_ACTS,
  type EntryAct,
  HANDLING_CODES,
  type HandlingCode,
  type Status,
  STATUSES,
  URGENCIES,
  type Urgency,
  type Watchlist,
  WATCHLISTS,
  WITHDRAWAL_REASONS,
  type WithdrawalReason,
} from '../vocabulary/codes.js';
import { DIGEST, IDENTIFIER, LAST_SECOND, MAX_VERSION, NATION } from './clear-claims.js';

/** One signature, one release and one receipt for at most so many changes. */
export const MAX_BLOCK_ENTRIES = 100;

/** What every reader of a block sees (docs/protocol.md, "Watchlists"). Times are seconds since 1970. */
export interface BlockClaims {
  iss: string;
  /** Random; also the Kafka key. */
  jti: string;
  iat: number;
  lst: Watchlist;
  agr: string;
  cnf: { kid: string };
}

/** The clear part of one entry: known to a reader only where the entry was released. */
export interface EntryClaims {
  /** Random per (entry, agreement). */
  jti: string;
  /** Counts per (entry, agreement), from 1. */
  ver: number;
  act: EntryAct;
  cat: Category;
  urg: Urgency;
  hnd: HandlingCode;
  sta: Status;
  exp: number;
  /** Why it was removed; present exactly when `act` is `remove`. */
  wdr?: WithdrawalReason;
}

const block = object({
  iss: text(NATION),
  jti: text(IDENTIFIER),
  iat: integer(0, LAST_SECOND),
  lst: code(WATCHLISTS),
  agr: text(IDENTIFIER),
  cnf: object({ kid: text(DIGEST) }),
});

const entry = object(
  {
    jti: text(IDENTIFIER),
    ver: integer(1, MAX_VERSION),
    act: code(ENTRY_ACTS),
    cat: code(CATEGORIES),
    urg: code(URGENCIES),
    hnd: code(HANDLING_CODES),
    sta: code(STATUSES),
    exp: integer(0, LAST_SECOND),
  },
  { wdr: code(WITHDRAWAL_REASONS) },
);

const fail = (path: string, rule: ExchangeModelError['rule']): never => {
  throw new ExchangeModelError(path, rule);
};

/**
 * The claims of a verified block token, without its entries.
 * @throws ExchangeModelError for a claim that is missing, unknown, of the wrong type or off its closed list.
 */
export const parseBlockClaims = (payload: unknown): BlockClaims => block(payload, '', fail);

/**
 * The clear part of each entry of a verified block, in their order. A block speaks of an entry once.
 * @throws ExchangeModelError
 */
export function parseEntryClaims(entries: readonly unknown[]): EntryClaims[] {
  const seen = new Set<string>();
  return entries.map((each) => {
    const claims = entry(each, '/ent', fail);
    if (claims.act === 'remove' && claims.wdr === undefined) fail('/ent/wdr', 'withdrawal-without-reason');
    if (claims.act !== 'remove' && claims.wdr !== undefined) fail('/ent/wdr', 'reason-without-withdrawal');
    if (seen.has(claims.jti)) fail('/ent/jti', 'entry-repeated');
    seen.add(claims.jti);
    return claims;
  });
}
