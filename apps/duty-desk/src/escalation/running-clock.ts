import type { Notification } from '@passerelle/persistence';
import { nextStep } from './schedule.js';

const MILLISECONDS = 1_000;

/** Does time count against this alert? Not under charge, not once it is closed or withdrawn. */
export function isWaiting({ state, withdrawn }: Pick<Notification, 'state' | 'withdrawn'>): boolean {
  return state === 'new' && !withdrawn;
}

/** Does anybody hear of it when nobody takes it? Exercises and tests never page as real. */
export function escalates({ status }: Pick<Notification, 'status'>): boolean {
  return status === 'Actual';
}

/** Seconds that nobody has taken it for, what passed under charge not counted. */
export function waitedSeconds({ anchor, elapsedSeconds }: Notification, now: Date): number {
  return anchor === null ? elapsedSeconds : Math.max(0, (now.getTime() - anchor.getTime()) / MILLISECONDS);
}

/**
 * The notification with the clock that its state calls for: it runs while nobody has taken it, and stands still with
 * what has passed otherwise. Apply it after every change.
 */
export function timed(notification: Notification, now: Date): Notification {
  const elapsedSeconds = waitedSeconds(notification, now);
  const anchor = isWaiting(notification)
    ? (notification.anchor ?? new Date(now.getTime() - elapsedSeconds * MILLISECONDS))
    : null;
  return { ...notification, elapsedSeconds, anchor, ...next({ ...notification, anchor }) };
}

/** From the beginning: the next step is the first of the chain. */
export function wound(notification: Notification): Notification {
  return { ...notification, anchor: null, elapsedSeconds: 0, doneSeconds: -1 };
}

function next(notification: Notification): Pick<Notification, 'nextStep' | 'nextStepAt'> {
  const { anchor, clocks, urgency, doneSeconds } = notification;
  const step = anchor && escalates(notification) ? nextStep(clocks, urgency, doneSeconds) : null;
  if (anchor === null || step === null) return { nextStep: null, nextStepAt: null };
  return { nextStep: step.step, nextStepAt: new Date(anchor.getTime() + step.afterSeconds * MILLISECONDS) };
}
