import { signal } from '@preact/signals';
import { label } from '@passerelle/exchange-model';
import { type ActionBody, actionPath, type NotificationAction } from '../api/desk.js';
import type { Problem } from '../api/http.js';
import type { NotificationItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { remove, submit } from '../offline/outbox.js';
import { asMember } from '../session/acting-as.js';
import { findAgain, putNotification } from '../watch/queue.js';

export type Performed =
  | { state: 'done' }
  /** Written down; it leaves when the desk answers. */
  | { state: 'kept'; outboxId: string }
  | { state: 'refused'; problem: Problem }
  /** This device could not even write it down. */
  | { state: 'lost' };

/** The last action on a case that did not simply succeed, by notification. */
export const unfinished = signal<ReadonlyMap<string, Performed>>(new Map());

/**
 * Does something about a notification: written down first, sent at once. A refusal is shown where it happened and leaves
 * the outbox; what could not be sent stays in it.
 */
export async function perform(
  item: NotificationItem,
  action: NotificationAction,
  body: ActionBody = {},
): Promise<Performed> {
  const done = await attempt(item, action, body).catch((): Performed => ({ state: 'lost' }));
  const others = new Map(unfinished.peek());
  others.delete(item.notificationId);
  unfinished.value = done.state === 'done' ? others : others.set(item.notificationId, done);
  return done;
}

export function dismissUnfinished(notificationId: string): void {
  const others = new Map(unfinished.peek());
  if (others.delete(notificationId)) unfinished.value = others;
}

async function attempt(
  item: NotificationItem,
  action: NotificationAction,
  body: ActionBody,
): Promise<Performed> {
  const sent = await submit({
    kind: action,
    method: 'POST',
    path: actionPath(item.notificationId, action),
    body: { ...asMember(), ...body },
    label: `${t(`caseFile.did_${action}`)} · ${label('category', item.category, lang.peek())}`,
    subject: item.notificationId,
    urgent: item.urgency === 'urgent',
  });
  if (sent.state === 'sent') {
    if (isItem(sent.answer)) putNotification(sent.answer);
    return { state: 'done' };
  }
  if (sent.problem && (sent.state === 'refused' || sent.state === 'conflict')) {
    await remove(sent.id);
    void findAgain(item.notificationId);
    return { state: 'refused', problem: sent.problem as Problem };
  }
  return { state: 'kept', outboxId: sent.id };
}

const isItem = (answer: unknown): answer is NotificationItem =>
  typeof answer === 'object' && answer !== null && 'notificationId' in answer && 'receivedAt' in answer;
