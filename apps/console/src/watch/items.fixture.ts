import type { NotificationItem } from '../api/types.js';

/** A notification for a test: a routine alert of Mali that nobody has taken. */
export const item = (notificationId: string, changes: Partial<NotificationItem> = {}): NotificationItem => ({
  notificationId,
  alertId: `alert-of-${notificationId}`,
  originAlertId: `origin-of-${notificationId}`,
  origin: 'ML',
  version: 1,
  category: 'STOLEN-VEHICLE',
  urgency: 'routine',
  status: 'Actual',
  reason: 'new',
  at: '2031-03-12T14:00:00Z',
  receivedAt: '2031-03-12T14:00:00Z',
  state: 'new',
  withdrawn: false,
  level: 'desk',
  nobodyNotified: false,
  ...changes,
});
