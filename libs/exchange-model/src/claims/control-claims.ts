import { ExchangeModelError } from '../errors.js';
import { boolean, code, integer, list, object, type Shape, text } from '../strict/shape.js';
import { DIGEST, IDENTIFIER, LAST_SECOND, MAX_VERSION, NATION } from './clear-claims.js';

/** What the nodes of two nations say to each other about the exchange itself (docs/protocol.md, "Control"). */
export const CONTROL_KINDS = ['heartbeat', 'reconciliation.digest', 'reconciliation.answer'] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];

/** Ranges that one message compares: the children of one range, so that a search goes down a level at a time. */
export const MAX_RANGES = 16;
/** Entries that one answer names; with them a token stays well below its 64 KB. */
export const MAX_RANGE_ENTRIES = 200;

/** How a reconciliation ended: both hold the same; something is still different or uncompared; nothing was compared. */
export const RECONCILIATION_RESULTS = ['complete', 'partial', 'failed'] as const;
export type ReconciliationResult = (typeof RECONCILIATION_RESULTS)[number];

/**
 * `same`: count and digest agree. `list`: they do not, and `entries` is all that is stored there. `split`: too many to
 * list, ask for the parts. `failed`: could not be read here, which is no answer.
 */
export const RANGE_VERDICTS = ['same', 'list', 'split', 'failed'] as const;
export type RangeVerdict = (typeof RANGE_VERDICTS)[number];

/** The highest version of one subject that was released, or is stored. */
export interface ExchangedEntry {
  jti: string;
  ver: number;
  /** Digest of the message's signing input. */
  dig: string;
}

/** `alert:` is every alert, `entry:3f` the watchlist entries whose `jti` has a SHA-256 beginning with 3f. */
export interface RangeDigest {
  range: string;
  count: number;
  /** SHA-256 over its entries in order, or over the digests of its parts (docs/protocol.md, "Control"). */
  dig: string;
}

export interface ComparedRange {
  range: string;
  verdict: RangeVerdict;
  entries?: ExchangedEntry[];
  /** With `same`: what both hold, so that the answer says it without the question. */
  held?: Pick<RangeDigest, 'count' | 'dig'>;
}

/** How far a lane was released: what is compared cannot be held against a partner that has not received it yet. */
export interface StreamPlace {
  lane: string;
  partition: number;
  /** Sequence of the release, decimal. */
  sequence: string;
}

interface Common {
  iss: string;
  jti: string;
  iat: number;
  agr: string;
}

export interface ReconciliationDigest extends Common {
  ctl: 'reconciliation.digest';
  /** Id of the reconciliation. */
  rec: string;
  /** What expires at or before this second is left out, on both sides. */
  asof: number;
  ranges: RangeDigest[];
  /** Left out: compare, however far you are. */
  upto?: StreamPlace[];
  /** The partner is asked to reconcile what it released, too. */
  both?: boolean;
  /** The last message of a reconciliation, how it ended, and which whole subjects both were found to hold alike. */
  end?: { result: ReconciliationResult; drift: number; alike?: RangeDigest[] };
}

export interface ReconciliationAnswer extends Common {
  ctl: 'reconciliation.answer';
  rec: string;
  ranges: ComparedRange[];
  /** How many records of `upto` are not here yet; nothing was compared then. */
  behind?: number;
}

export type ControlClaims = (Common & { ctl: 'heartbeat' }) | ReconciliationDigest | ReconciliationAnswer;

const LANE = /^[a-z]{1,20}(\.[a-z]{1,20})?$/;
const RANGE = /^[a-z]{1,20}:[0-9a-f]{0,8}$/;
const SEQUENCE = /^(0|[1-9]\d{0,17})$/;
const MOST = 1_000_000_000;

const common = {
  iss: text(NATION),
  jti: text(IDENTIFIER),
  iat: integer(0, LAST_SECOND),
  agr: text(IDENTIFIER),
};
const entry = object({ jti: text(IDENTIFIER), ver: integer(1, MAX_VERSION), dig: text(DIGEST) });
const range = object({ range: text(RANGE), count: integer(0, MOST), dig: text(DIGEST) });
const compared = object(
  { range: text(RANGE), verdict: code(RANGE_VERDICTS) },
  {
    entries: list(entry, 0, MAX_RANGE_ENTRIES),
    held: object({ count: integer(0, MOST), dig: text(DIGEST) }),
  },
);
export const streamPlaceShape: Shape<StreamPlace> = object({
  lane: text(LANE),
  partition: integer(0, 999_999),
  sequence: text(SEQUENCE),
});

/** The claims of each kind. */
export const CONTROL_SHAPES: { [K in ControlKind]: Shape<Extract<ControlClaims, { ctl: K }>> } = {
  heartbeat: object({ ...common, ctl: code(['heartbeat']) }),
  'reconciliation.digest': object(
    {
      ...common,
      ctl: code(['reconciliation.digest']),
      rec: text(IDENTIFIER),
      asof: integer(0, LAST_SECOND),
      ranges: list(range, 0, MAX_RANGES),
    },
    {
      upto: list(streamPlaceShape, 0, 100),
      both: boolean,
      end: object(
        { result: code(RECONCILIATION_RESULTS), drift: integer(0, MOST) },
        { alike: list(range, 0, MAX_RANGES) },
      ),
    },
  ),
  'reconciliation.answer': object(
    {
      ...common,
      ctl: code(['reconciliation.answer']),
      rec: text(IDENTIFIER),
      ranges: list(compared, 0, MAX_RANGES),
    },
    { behind: integer(1, MOST) },
  ),
};

/**
 * The claims of a verified control token: a closed list for each kind, free of personal data (design §3.1).
 * @throws ExchangeModelError for a claim that is missing, unknown, of the wrong type or off its closed list.
 */
export function parseControlClaims(payload: unknown): ControlClaims {
  const fail = (path: string, rule: ExchangeModelError['rule']): never => {
    throw new ExchangeModelError(path, rule);
  };
  const kind = code(CONTROL_KINDS)((payload as { ctl?: unknown } | null)?.ctl, '/ctl', fail);
  return CONTROL_SHAPES[kind](payload, '', fail);
}
