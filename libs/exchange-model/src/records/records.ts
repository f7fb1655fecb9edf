import type { StreamPlace } from '../claims/control-claims.js';
import type { Category, Level, Officer, ReceiptKind, Status, Urgency } from '../vocabulary/codes.js';

/** What happened, as the auditors' history and, later, the leaves of the transparency log name it. */
export const EVIDENCE_KINDS = [
  'ceremony',
  'agreement',
  'issued',
  'decided',
  'released',
  'withheld',
  'received',
  'refused',
  'displayed',
  'acknowledged',
  'not-acknowledged',
  'handed-back',
  'escalated',
  'nobody-notified',
  'actioned',
  'superseded',
  'withdrawn',
  'expired',
  'erased',
  'read',
  'quarantined',
  'link-alarm',
  'link-cleared',
  'link-resumed',
  'consumers-resumed',
  'database-restored',
  'drift',
  'reconciled',
  'synchronised',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/**
 * One step in the life of a message: random ids and digests only, no personal data, no category (`<n>.evidence.v1`).
 * `nation` is the one that acted; `digest` is that of the signing input of what the step is about.
 */
export interface EvidenceRecord {
  id: string;
  kind: EvidenceKind;
  at: string;
  nation: string;
  actor: string;
  alertId?: string;
  iss?: string;
  jti?: string;
  version?: number;
  partner?: string;
  agreement?: string;
  digest: string;
  decisionDigest?: string;
  releaseDigest?: string;
  reason?: string;
}

/** Which agreement a step refers to: its id, its version and the hash of its bytes. */
export interface AgreementReference {
  id: string;
  version: number;
  hash: string;
}

/** What enforce decided about one message, told to its own node (`<n>.outcome.v1`). */
export interface OutcomeRecord {
  jti: string;
  ver: number;
  partner: string;
  agreement: AgreementReference | null;
  outcome: 'released' | 'withheld';
  clause?: string;
  reason?: string;
  digest: string;
  decisionDigest: string;
  at: string;
  /** Where it was released to. */
  place?: StreamPlace;
  /** The bridge's signed receipt, when withheld. */
  receipt?: string;
}

/** What became of one entry of a block. */
export interface EntryOutcome {
  jti: string;
  ver: number;
  outcome: OutcomeRecord['outcome'];
  clause?: string;
  reason?: string;
}

/** What enforce decided about the entries of one watchlist block (`<n>.outcome.v1`). */
export interface BlockOutcomeRecord extends Omit<
  OutcomeRecord,
  'ver' | 'outcome' | 'clause' | 'reason' | 'receipt'
> {
  entries: EntryOutcome[];
  /** The bridge's one signed receipt, which names every entry that was withheld. */
  receipt?: string;
}

/** A decision with the facts it was taken on, so that it can be taken again (`<n>.decision.v1`). */
export interface DecisionRecord<Facts = unknown, Decision = unknown> {
  at: string;
  nation: string;
  point: 'node' | 'enforce' | 'admission';
  jti?: string;
  ver?: number;
  alertId?: string;
  agreement: AgreementReference | null;
  facts: Facts;
  decision: Decision;
}

/**
 * The decisions about a block, each taken once for all entries with the same facts: `entries` says which is whose, by
 * its place in `facts` and `decision`.
 */
export interface BlockDecisionRecord<Facts = unknown, Decision = unknown> extends Omit<
  DecisionRecord,
  'facts' | 'decision'
> {
  facts: Facts[];
  decision: Decision[];
  entries: { jti: string; ver: number; decision: number }[];
}

/** What was erased, by our own ids, which are random to everybody else; kept for ever (`<n>.erasure.v1`). */
export interface ErasureRecord {
  at: string;
  /** Of the alerts or watchlist entries whose data keys were destroyed. */
  ids: string[];
}

export const NOTIFICATION_REASONS = ['new', 'updated', 'withdrawn', 'expired'] as const;
export type NotificationReason = (typeof NOTIFICATION_REASONS)[number];

/** How long an alert waits before somebody else hears of it, in seconds since it arrived; the agreement says. */
export interface EscalationClocks {
  deskRepeatSeconds: number[];
  supervisorSeconds: number;
  nationalCentreSeconds: number;
  senderToldSeconds: number;
  routineSeconds: number;
}

/** What the duty desk is told of a partner's alert: ids, category and urgency, no personal data (`<n>.desk.v1`). */
export interface DeskNotification {
  alertId: string;
  originAlertId: string;
  origin: string;
  version: number;
  category: Category;
  urgency: Urgency;
  status: Status;
  reason: NotificationReason;
  at: string;
  /** Of the agreement it came under; the defaults where the record is older than the clocks. */
  clocks?: EscalationClocks;
}

/** A receipt about one of our own alerts, so that who wrote it sees it at once (`<n>.desk.v1`, type `receipt`). */
export interface DeskReceipt {
  /** The receipt's own id; a receipt that is told again is the same. Absent from records older than it. */
  receiptId?: string;
  alertId: string;
  /** As the nation of the receipt counts it. */
  version: number;
  category: Category;
  urgency: Urgency;
  receipt: ReceiptKind;
  at: string;
  nation: string;
  role: string;
  post?: string;
  reason?: string;
  clause?: string;
}

/** What becomes a receipt to the originator. */
export const DESK_ACTIONS = [
  'displayed',
  'acknowledged',
  'not-acknowledged',
  'handed-back',
  'actioned',
] as const;

/** What an officer did, or nobody did, told to the node, which signs the receipt (`<n>.desk-action.v1`). */
export interface DeskAction {
  actionId: string;
  notificationId: string;
  alertId: string;
  /** Version of the alert at that moment. */
  version: number;
  action: (typeof DESK_ACTIONS)[number];
  /** `duty-desk` where the clock acted. */
  role: Officer | 'duty-desk';
  post?: string;
  /** Coded: of a hand-back, an outcome, a sighting. */
  reason?: string;
  at: string;
}

/** What happened at the desk, in the words of its journal. */
export const DESK_EVENT_KINDS = [
  'new',
  'updated',
  'withdrawn',
  'expired',
  'repeat',
  'escalated',
  'nobody-notified',
  'not-acknowledged',
  'displayed',
  'acknowledged',
  'handed-back',
  'sighted',
  'closed',
  'receipt',
  'muted',
] as const;
export type DeskEventKind = (typeof DESK_EVENT_KINDS)[number];

/** The next thing that happens to an alert that nobody takes. */
export const ESCALATION_STEPS = ['repeat', 'supervisor', 'national-centre', 'sender-told'] as const;
export type EscalationStep = (typeof ESCALATION_STEPS)[number];

/** Of design §4, where an agreement says nothing. */
export const DEFAULT_CLOCKS: EscalationClocks = {
  deskRepeatSeconds: [0, 60],
  supervisorSeconds: 180,
  nationalCentreSeconds: 600,
  senderToldSeconds: 900,
  routineSeconds: 14_400,
};

/** The level above; null at the top. */
export function levelAbove(level: Level): Level | null {
  if (level === 'desk') return 'supervisor';
  return level === 'supervisor' ? 'national-centre' : null;
}
