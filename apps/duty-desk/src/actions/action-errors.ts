import type { Notification } from '@passerelle/persistence';
import { type ErrorCode, PasserelleError, ValidationProblem } from '@passerelle/runtime';
import type { RefusalCode } from '../notifications/lifecycle.js';

export const unknownNotification = (): PasserelleError =>
  new PasserelleError('PSR_NOTIFICATION_UNKNOWN', 'there is no such notification', { status: 404 });

const CONFLICTS: Record<Exclude<RefusalCode, 'reason-required'>, readonly [ErrorCode, string]> = {
  taken: ['PSR_NOTIFICATION_TAKEN', 'another officer has taken charge'],
  closed: ['PSR_NOTIFICATION_CLOSED', 'the notification is closed'],
  'not-in-charge': ['PSR_NOT_IN_CHARGE', 'only the officer in charge may do this'],
  'level-highest': ['PSR_LEVEL_HIGHEST', 'the national centre has it already'],
  'not-withdrawn': ['PSR_ALERT_NOT_WITHDRAWN', 'only an alert that was withdrawn is closed as stopped'],
};

/** Why an action is refused; who holds the notification, and since when, is told to whom it stops. */
export function actionRefused(refused: RefusalCode, notification: Notification): PasserelleError {
  if (refused === 'reason-required') {
    const message = 'a reason is needed once the minute to undo is over';
    return new ValidationProblem([{ path: '/reason', rule: 'required', message }]);
  }
  const [code, detail] = CONFLICTS[refused];
  return new PasserelleError(code, detail, { status: 409, details: holderOf(notification) });
}

function holderOf({ acknowledgedBy, acknowledgedAt }: Notification): Record<string, string> {
  if (acknowledgedBy === null || acknowledgedAt === null) return {};
  return { takenBy: acknowledgedBy, takenAt: acknowledgedAt.toISOString() };
}
