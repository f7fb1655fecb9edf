import { DEFAULT_CLOCKS, type DeskNotification } from '@passerelle/exchange-model';
import type { Notification } from '@passerelle/persistence';
import { informed } from '../src/notifications/informed.js';

export const ARRIVAL = new Date('2026-11-23T08:00:00.000Z');

/** So many seconds after the arrival. */
export const after = (seconds: number): Date => new Date(ARRIVAL.getTime() + seconds * 1000);

export const tidings = (change: Partial<DeskNotification> = {}): DeskNotification => ({
  alertId: '5f0c7d55-54a4-4d0e-9d07-0f7e5a1f0001',
  originAlertId: '5f0c7d55-54a4-4d0e-9d07-0f7e5a1f0002',
  origin: 'QZ',
  version: 1,
  category: 'ARMS',
  urgency: 'urgent',
  status: 'Actual',
  reason: 'new',
  at: ARRIVAL.toISOString(),
  clocks: DEFAULT_CLOCKS,
  ...change,
});

/** A notification as it is when its alert has just arrived. */
export function arrived(change: Partial<DeskNotification> = {}): Notification {
  const notification = informed(null, tidings(change), '5f0c7d55-54a4-4d0e-9d07-0f7e5a1f0003', ARRIVAL);
  if (notification === null) throw new Error('nothing arrived');
  return notification;
}
