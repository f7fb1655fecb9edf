import { DIGEST, IDENTIFIER, MAX_VERSION, NATION } from '../claims/clear-claims.js';
import { streamPlaceShape } from '../claims/control-claims.js';
import { ExchangeModelError } from '../errors.js';
import {
  code,
  growing,
  integer,
  list,
  orNull,
  record,
  type Shape,
  shaped,
  text,
  time,
} from '../strict/shape.js';
import { CATEGORIES, OFFICERS, RECEIPT_KINDS, STATUSES, URGENCIES } from '../vocabulary/codes.js';
import {
  type AgreementReference,
  type DecisionRecord,
  DESK_ACTIONS,
  type DeskAction,
  type DeskNotification,
  type DeskReceipt,
  type ErasureRecord,
  type EscalationClocks,
  EVIDENCE_KINDS,
  type EvidenceRecord,
  NOTIFICATION_REASONS,
  type OutcomeRecord,
} from './records.js';

const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const CODE = /^[A-Za-z0-9._-]{1,200}$/;

/** One sweep of watchlist entries erases no more at once. */
const MOST_ERASED = 1_000;

const uuid = text(UUID);
const coded = text(CODE);
const nation = text(NATION);
const digest = text(DIGEST);
const version = integer(1, MAX_VERSION);
const seconds = integer(0);
const agreement: Shape<AgreementReference> = record({
  id: text(IDENTIFIER),
  version: integer(1),
  hash: digest,
});
const content: Shape<unknown> = shaped({ type: 'object' }, (value, path, fail) =>
  typeof value === 'object' && value !== null ? value : fail(path, 'not-an-object'),
);

/** Of an evidence record that an auditor reads: a kind of a newer writer is history too. */
export const evidenceShape: Shape<Omit<EvidenceRecord, 'kind'> & { kind: string }> = record(
  {
    id: uuid,
    kind: growing(EVIDENCE_KINDS, /^[a-z][a-z-]{0,39}$/),
    at: time,
    nation,
    actor: coded,
    digest,
  },
  {
    alertId: uuid,
    iss: nation,
    jti: coded,
    version: integer(0),
    partner: nation,
    agreement: coded,
    decisionDigest: digest,
    releaseDigest: digest,
    reason: coded,
  },
);

export const decisionShape: Shape<DecisionRecord> = record(
  {
    at: time,
    nation,
    point: code(['node', 'enforce', 'admission']),
    agreement: orNull(agreement),
    facts: content,
    decision: content,
  },
  { jti: text(IDENTIFIER), ver: version, alertId: uuid },
);

export const outcomeShape: Shape<OutcomeRecord> = record(
  {
    jti: text(IDENTIFIER),
    ver: version,
    partner: nation,
    agreement: orNull(agreement),
    outcome: code(['released', 'withheld']),
    digest,
    decisionDigest: digest,
    at: time,
  },
  { clause: coded, reason: coded, place: streamPlaceShape, receipt: text(/^[\w.~-]+$/) },
);

export const erasureShape: Shape<ErasureRecord> = record({ at: time, ids: list(uuid, 1, MOST_ERASED) });

const clocks: Shape<EscalationClocks> = record({
  deskRepeatSeconds: list(seconds, 0, 10),
  supervisorSeconds: seconds,
  nationalCentreSeconds: seconds,
  senderToldSeconds: seconds,
  routineSeconds: seconds,
});

export const deskNotificationShape: Shape<DeskNotification> = record(
  {
    alertId: uuid,
    originAlertId: coded,
    origin: nation,
    version,
    category: code(CATEGORIES),
    urgency: code(URGENCIES),
    status: code(STATUSES),
    reason: code(NOTIFICATION_REASONS),
    at: time,
  },
  { clocks },
);

export const deskReceiptShape: Shape<DeskReceipt> = record(
  {
    alertId: uuid,
    version,
    category: code(CATEGORIES),
    urgency: code(URGENCIES),
    receipt: code(RECEIPT_KINDS),
    at: time,
    nation,
    role: coded,
  },
  { receiptId: coded, post: coded, reason: coded, clause: coded },
);

export const deskActionShape: Shape<DeskAction> = record(
  {
    actionId: uuid,
    notificationId: uuid,
    alertId: uuid,
    version,
    action: code(DESK_ACTIONS),
    role: code([...OFFICERS, 'duty-desk']),
    at: time,
  },
  { post: coded, reason: coded },
);

/**
 * A record between services as its shape says; members that are not known are dropped.
 * @throws ExchangeModelError naming member and rule, never a value
 */
export function parseRecord<T>(shape: Shape<T>, json: string): T {
  const fail = (path: string, rule: ExchangeModelError['rule']): never => {
    throw new ExchangeModelError(path, rule);
  };
  return shape(parsed(json), '', fail);
}

/** What is no JSON is no object either. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
