import type {
  Category,
  GroupName,
  PartialAlertDocument,
  AlertState,
  Status,
  Urgency,
} from '@passerelle/exchange-model';

export type Role = 'desk' | 'post' | 'supervisor' | 'national-centre';
export type Level = 'desk' | 'supervisor' | 'national-centre';
export type NotificationState = 'new' | 'acknowledged' | 'closed';

/** A notification as the queue and the change stream carry it: ids and codes, nothing personal. Times are ISO 8601. */
export interface NotificationItem {
  notificationId: string;
  alertId: string;
  originAlertId: string;
  origin: string;
  version: number;
  category: Category;
  urgency: Urgency;
  status: Status;
  reason: string;
  at: string;
  receivedAt: string;
  state: NotificationState;
  withdrawn: boolean;
  level: Level;
  nextStepAt?: string;
  nextStep?: 'repeat' | 'supervisor' | 'national-centre' | 'sender-told';
  nobodyNotified: boolean;
  acknowledgedBy?: string;
  acknowledgedAs?: Role;
  acknowledgedAt?: string;
  outcome?: string;
  closedAt?: string;
}

export interface Queue {
  items: NotificationItem[];
  /** How many open notifications are not among the items. */
  more: number;
  counts: { untaken: { urgent: number; routine: number }; taken: number };
  lastEventId: string;
  at: string;
}

export interface NotificationEvent {
  seq: string | number;
  at: string;
  kind: string;
  version: number;
  by?: string;
  role?: string;
  level?: Level;
  reason?: string;
}

/** One line of the journal: an event of a notification, or a receipt for one of our own alerts. */
export interface JournalEntry extends NotificationEvent {
  notificationId?: string;
  alertId?: string;
  category?: Category;
  urgency?: Urgency;
  receipt?: string;
  nation?: string;
  post?: string;
  clause?: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Withheld {
  group: GroupName;
  clause: string;
}

/** An alert as the national node shows it: of a withdrawn or expired one only the ids remain. */
export type AlertItem = PartialAlertDocument & {
  alertId: string;
  version: number;
  state: AlertState;
  origin: string;
  originAlertId?: string;
  withheld?: Withheld[];
};

export interface Receipt {
  kind: string;
  at: string;
  version: number;
  by: { nation: string; role: string; post?: string };
  clause?: string;
  reason?: string;
}

/** A receipt about one of our alerts, as the stream tells it. */
export interface ReceiptNews extends Receipt {
  alertId: string;
}

export interface PartnerPreview {
  partner: string;
  decision: 'release' | 'refer' | 'withhold';
  clause: string | null;
  reason?: string;
  released: PartialAlertDocument;
  withheld: Withheld[];
}
