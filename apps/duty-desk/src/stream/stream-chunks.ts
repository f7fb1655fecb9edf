import type { DeskEventKind } from '@passerelle/exchange-model';
import type { DeskEvent, Notification } from '@passerelle/persistence';
import { itemOf } from '../notifications/notification.dto.js';

/** What a reader may ask for. */
export const STREAM_EVENTS = ['notification', 'change', 'receipt'] as const;
export type StreamEvent = (typeof STREAM_EVENTS)[number];

/** What calls for somebody's attention: the events of the black-box contract. */
const NOTIFIED: readonly DeskEventKind[] = ['new', 'updated', 'withdrawn', 'repeat', 'escalated'];
const CHANGES: readonly DeskEventKind[] = [
  ...NOTIFIED,
  'expired',
  'nobody-notified',
  'not-acknowledged',
  'displayed',
  'acknowledged',
  'handed-back',
  'sighted',
  'closed',
];
const KINDS: Record<StreamEvent, readonly DeskEventKind[]> = {
  notification: NOTIFIED,
  change: CHANGES,
  receipt: ['receipt'],
};

/** The kinds of the journal that a reader of these events hears of. */
export function kindsOf(wanted: readonly StreamEvent[]): DeskEventKind[] {
  return [...new Set(wanted.flatMap((event) => KINDS[event]))];
}

/** The chunk of one journal event (HTML Living Standard §9.2); its id stands at the last message, so a cut repeats all. */
export function chunkOf(
  event: DeskEvent,
  wanted: readonly StreamEvent[],
  notification: Notification | undefined,
): string {
  const messages = wanted
    .filter((name) => KINDS[name].includes(event.kind))
    .map((name) => `event: ${name}\ndata: ${JSON.stringify(dataOf(name, event, notification))}\n\n`);
  const last = messages.pop();
  return last === undefined ? '' : `${messages.join('')}id: ${event.seq}\n${last}`;
}

export function heartbeatOf(at: Date): string {
  return `event: heartbeat\ndata: ${JSON.stringify({ at: at.toISOString() })}\n\n`;
}

function dataOf(name: StreamEvent, event: DeskEvent, notification: Notification | undefined): object {
  if (name === 'receipt') return receiptOf(event);
  if (notification === undefined) throw new Error('an event of a notification that is not there');
  return name === 'change' ? itemOf(notification) : notifiedOf(event, notification);
}

/** As it was then: a reader of the contract sees each version. */
function notifiedOf(event: DeskEvent, { originAlertId, origin }: Notification): object {
  const { notificationId, alertId, version, category, urgency, status, kind: reason, at } = event;
  return { notificationId, alertId, originAlertId, origin, version, category, urgency, status, reason, at };
}

function receiptOf(event: DeskEvent): object {
  const { alertId, version, receipt: kind, at, nation, role, post, reason, clause } = event;
  return {
    alertId,
    version,
    kind,
    at,
    by: { nation, role, ...(post !== null && { post }) },
    ...(reason !== null && { reason }),
    ...(clause !== null && { clause }),
  };
}
