import type {
  DeskEventKind,
  HandBackReason,
  Level,
  Officer,
  Outcome,
  RequestableHandBackReason,
  Sighting,
} from '@passerelle/exchange-model';
import { levelAbove } from '@passerelle/exchange-model';
import type { Notification } from '@passerelle/persistence';
import { timed } from '../escalation/running-clock.js';

/** Who acts, and in which of their roles. */
export interface Actor {
  subject: string;
  as: Officer;
  post?: string | undefined;
  /** Of the request, where it has one: what is asked for twice under it is one act. */
  key?: string | undefined;
}

/** What a change is called in the journal. */
export interface Happening {
  kind: DeskEventKind;
  reason?: string | undefined;
  level?: Level | undefined;
  /** Of a sighting. */
  seenAt?: Date | undefined;
}

export type RefusalCode =
  'taken' | 'closed' | 'not-in-charge' | 'reason-required' | 'level-highest' | 'not-withdrawn';

/** An action's result: the notification afterwards, and what happened; nothing where it was so already. */
export type Transition =
  | { refused: RefusalCode; notification: Notification }
  | { notification: Notification; happened: Happening[]; pages?: boolean };

/** Who took charge by mistake may undo it this long without saying why. */
export const UNDO_SECONDS = 60;

/** The first takes charge; the same officer again changes nothing. Allowed after a withdrawal too: it was seen. */
export function take(notification: Notification, { subject, as }: Actor, now: Date): Transition {
  if (notification.state === 'closed') return refuse('closed', notification);
  if (notification.state === 'acknowledged') {
    if (notification.acknowledgedBy !== subject) return refuse('taken', notification);
    return { notification, happened: [] };
  }
  const holder = { acknowledgedBy: subject, acknowledgedAs: as, acknowledgedAt: now };
  const taken = timed({ ...notification, ...holder, state: 'acknowledged', nobodyNotified: false }, now);
  return { notification: taken, happened: [{ kind: 'acknowledged' }] };
}

/** Charge is given up, and the clock goes on where it stood. */
export function handBack(
  notification: Notification,
  { subject }: Actor,
  reason: RequestableHandBackReason | undefined,
  now: Date,
): Transition {
  if (!isHeldBy(notification, subject)) return refuse('not-in-charge', notification);
  const isUndo = secondsHeld(notification, now) <= UNDO_SECONDS;
  if (reason === undefined && !isUndo) return refuse('reason-required', notification);
  const code: HandBackReason = reason ?? 'undone';
  return { notification: released(notification, now), happened: [{ kind: 'handed-back', reason: code }] };
}

/** One level up: what is held passes upwards untaken, what is not goes up at once. */
export function escalate(notification: Notification, { subject }: Actor, now: Date): Transition {
  if (notification.state === 'closed') return refuse('closed', notification);
  if (notification.state === 'acknowledged' && !isHeldBy(notification, subject))
    return refuse('not-in-charge', notification);
  const level = levelAbove(notification.level);
  if (level === null) return refuse('level-highest', notification);
  const isHeld = notification.state === 'acknowledged';
  const raised = isHeld ? released({ ...notification, level }, now) : timed({ ...notification, level }, now);
  const happened: Happening[] = [
    ...(isHeld ? [{ kind: 'handed-back', reason: 'escalated' } as const] : []),
    { kind: 'escalated' },
  ];
  return { notification: raised, happened, pages: true };
}

/** It ends with an outcome; once the alert is withdrawn, anybody may say that nobody acts on it any more. */
export function close(
  notification: Notification,
  { subject, as }: Actor,
  outcome: Outcome,
  now: Date,
): Transition {
  if (notification.state === 'closed') return refuse('closed', notification);
  if (!notification.withdrawn && !isHeldBy(notification, subject))
    return refuse('not-in-charge', notification);
  if (outcome === 'STOPPED' && !notification.withdrawn) return refuse('not-withdrawn', notification);
  const closed = timed(
    { ...notification, state: 'closed', outcome, closedAt: now, nobodyNotified: false },
    now,
  );
  return {
    notification: {
      ...closed,
      acknowledgedBy: closed.acknowledgedBy ?? subject,
      acknowledgedAs: closed.acknowledgedAs ?? as,
    },
    happened: [{ kind: 'closed', reason: outcome }],
  };
}

/** This version was on a screen; told once a version, and not of an alert that holds nothing any more. */
export function display(notification: Notification): Transition {
  const { version, displayedVersion, withdrawn } = notification;
  if (withdrawn || (displayedVersion ?? 0) >= version) return { notification, happened: [] };
  return { notification: { ...notification, displayedVersion: version }, happened: [{ kind: 'displayed' }] };
}

/** Any officer may have seen the subject of an alert that is open. */
export function sight(notification: Notification, sighting: Sighting, seenAt: Date): Transition {
  if (notification.state === 'closed') return refuse('closed', notification);
  return { notification, happened: [{ kind: 'sighted', reason: sighting, seenAt }] };
}

function released(notification: Notification, now: Date): Notification {
  const nobody = { acknowledgedBy: null, acknowledgedAs: null, acknowledgedAt: null };
  return timed({ ...notification, ...nobody, state: 'new' }, now);
}

function isHeldBy({ state, acknowledgedBy }: Notification, subject: string): boolean {
  return state === 'acknowledged' && acknowledgedBy === subject;
}

function secondsHeld({ acknowledgedAt }: Notification, now: Date): number {
  return (now.getTime() - (acknowledgedAt ?? now).getTime()) / 1000;
}

function refuse(refused: RefusalCode, notification: Notification): Transition {
  return { refused, notification };
}
