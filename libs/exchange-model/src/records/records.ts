import type { Category, Status, Urgency } from '../vocabulary/codes.js';

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
  'acknowledged',
  'superseded',
  'withdrawn',
  'expired',
  'erased',
  'read',
  'quarantined',
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
  /** The bridge's signed receipt, when withheld. */
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

export type NotificationReason = 'new' | 'updated' | 'withdrawn';

/** What the duty desk is told: ids, category and urgency, no personal data (`<n>.desk.v1`). */
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
}

/** What an officer did, told to the node, which signs the receipt (`<n>.desk-action.v1`). */
export interface DeskAction {
  actionId: string;
  notificationId: string;
  alertId: string;
  action: 'acknowledged';
  role: string;
  post?: string;
  at: string;
}
