import { DEFAULT_CLOCKS, type DeskNotification } from '@passerelle/exchange-model';
import type { Notification, NotifiedAlert } from '@passerelle/persistence';
import { timed, wound } from '../escalation/running-clock.js';

/**
 * The notification after the desk was told of its alert; null where that is old news. An update reopens what was
 * closed, and more urgency winds the clock anew; a plain update changes no clock. Withdrawn or expired, nobody is paged
 * any more.
 */
export function informed(
  known: Notification | null,
  told: DeskNotification,
  notificationId: string,
  now: Date,
): Notification | null {
  if (known === null)
    return told.reason === 'expired' ? null : timed(arrived(told, notificationId, now), now);
  if (told.version < known.version || (told.version === known.version && told.reason !== 'expired'))
    return null;
  const next: Notification = { ...known, ...factsOf(told), clocks: told.clocks ?? known.clocks };
  if (told.reason === 'withdrawn') return timed({ ...next, withdrawn: true, nobodyNotified: false }, now);
  if (told.reason === 'expired') return known.state === 'closed' ? null : timed(expired(next, now), now);
  if (known.state === 'closed') return timed(reopened(next), now);
  const isMoreUrgent = told.urgency === 'urgent' && known.urgency !== 'urgent';
  return timed(isMoreUrgent ? wound(next) : next, now);
}

function arrived(told: DeskNotification, notificationId: string, now: Date): Notification {
  return {
    ...factsOf(told),
    notificationId,
    receivedAt: now,
    state: 'new',
    withdrawn: told.reason === 'withdrawn',
    ...UNTAKEN,
    displayedVersion: null,
    clocks: told.clocks ?? DEFAULT_CLOCKS,
  };
}

const UNTAKEN = {
  acknowledgedBy: null,
  acknowledgedAs: null,
  acknowledgedAt: null,
  outcome: null,
  closedAt: null,
  level: 'desk',
  anchor: null,
  elapsedSeconds: 0,
  doneSeconds: -1,
  nextStep: null,
  nextStepAt: null,
  nobodyNotified: false,
} as const;

function reopened(notification: Notification): Notification {
  return { ...notification, ...UNTAKEN, state: 'new', withdrawn: false };
}

function expired(notification: Notification, now: Date): Notification {
  return { ...notification, state: 'closed', closedAt: now, nobodyNotified: false };
}

function factsOf(told: DeskNotification): NotifiedAlert {
  const { alertId, originAlertId, origin, version, category, urgency, status, reason, at } = told;
  return { alertId, originAlertId, origin, version, category, urgency, status, reason, at: new Date(at) };
}
