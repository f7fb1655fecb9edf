import { type Answer, request } from './http.js';
import type { JournalEntry, NotificationEvent, NotificationItem, Page, Queue, Role } from './types.js';

/** The desk's own API (docs: /openapi.json of duty-desk). */

export const readQueue = (): Promise<Answer<Queue>> => request('GET', '/v1/queue');

/** Open or closed; 404 where there is none. */
export const readNotification = (notificationId: string): Promise<Answer<NotificationItem>> =>
  request('GET', `/v1/notifications/${notificationId}`);

export const readEvents = (notificationId: string): Promise<Answer<Page<NotificationEvent>>> =>
  request('GET', `/v1/notifications/${notificationId}/events`);

export const readJournal = (filter: {
  since?: string;
  cursor?: string;
}): Promise<Answer<Page<JournalEntry>>> => request('GET', `/v1/journal?${query(filter)}`);

export type NotificationAction =
  'acknowledgement' | 'hand-back' | 'escalation' | 'closure' | 'display' | 'sighting';

export const actionPath = (notificationId: string, action: NotificationAction): string =>
  `/v1/notifications/${notificationId}/${action}`;

export interface ActionBody {
  as?: Role;
  reason?: string;
  outcome?: string;
  sighting?: string;
  at?: string;
}

export const act = (
  notificationId: string,
  action: NotificationAction,
  body: ActionBody,
  idempotencyKey: string,
): Promise<Answer<NotificationItem>> =>
  request('POST', actionPath(notificationId, action), { body, idempotencyKey });

export const mute = (minutes: number): Promise<Answer<unknown>> =>
  request('POST', '/v1/mutes', { body: { minutes } });

function query(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given).toString();
}
