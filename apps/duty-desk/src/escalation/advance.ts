import {
  type EscalationReason,
  type EscalationStep,
  type Level,
  levelAbove,
} from '@passerelle/exchange-model';
import type { Notification } from '@passerelle/persistence';
import type { Happening } from '../notifications/lifecycle.js';
import { escalates, timed, waitedSeconds } from './running-clock.js';
import { dueSteps, levelReached } from './schedule.js';

/** What is due: the notification afterwards, what happened, and whether the level it is at now is to be told. */
export interface Advance {
  notification: Notification;
  happened: Happening[];
  pages: boolean;
}

/** Whom a notification reached. */
export interface Notified {
  notification: Notification;
  happened: Happening[];
  /** null where there is nobody at all. */
  reached: Level | null;
}

/**
 * The notification once every step that is due was taken; null while none is. Steps overdue together, as after an
 * outage, are one: the highest, and the journal says what was passed over.
 */
export function advanced(notification: Notification, now: Date): Advance | null {
  const { anchor, clocks, urgency, doneSeconds, level } = notification;
  if (anchor === null || !escalates(notification)) return null;
  const waited = waitedSeconds(notification, now);
  const due = dueSteps(clocks, urgency, doneSeconds, waited);
  if (due === null) return null;
  const { steps, isArrival } = due;
  const reached = levelReached(steps, level);
  return {
    notification: timed({ ...notification, level: reached, doneSeconds: waited }, now),
    happened: [
      ...announced(steps, level, reached, isArrival),
      ...(steps.includes('sender-told') ? [{ kind: 'not-acknowledged' } as const] : []),
    ],
    pages: steps.some((step) => step !== 'sender-told'),
  };
}

/** A step at the very arrival pages, but is no second event: the arrival is one. */
function announced(
  steps: readonly EscalationStep[],
  from: Level,
  reached: Level,
  isArrival: boolean,
): Happening[] {
  const isPassedOver = steps.includes('supervisor') && from === 'desk' && reached === 'national-centre';
  const reason: EscalationReason | undefined = isPassedOver ? 'passed-over-supervisor' : undefined;
  if (reached !== from) return [{ kind: 'escalated', level: reached, reason }];
  const repeats = steps.some((step) => step !== 'sender-told');
  return repeats && !isArrival ? [{ kind: 'repeat', level: reached }] : [];
}

/**
 * Who hears of it at its level; a level with neither a contact nor an open stream is an incident, and the next one is
 * tried at once.
 */
export function notified(notification: Notification, reachable: Readonly<Record<Level, boolean>>): Notified {
  const happened: Happening[] = [];
  let level: Level | null = notification.level;
  while (level !== null && !reachable[level]) {
    happened.push({ kind: 'nobody-notified', level });
    level = levelAbove(level);
  }
  if (level === null) {
    return {
      notification: { ...notification, level: 'national-centre', nobodyNotified: true },
      happened,
      reached: null,
    };
  }
  if (level !== notification.level) happened.push({ kind: 'escalated', level, reason: 'nobody-notified' });
  return { notification: { ...notification, level, nobodyNotified: false }, happened, reached: level };
}
