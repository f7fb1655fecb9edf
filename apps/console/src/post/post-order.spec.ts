import { describe, expect, it } from '@jest/globals';
import type { AlertItem, NotificationItem } from '../api/types.js';
import { inPostOrder } from './post-order.js';

const POST = { code: 'MR-GZM', lat: 15.6, lon: -9.3 };

const item = (alertId: string, more: Partial<NotificationItem> = {}): NotificationItem =>
  ({
    alertId,
    urgency: 'urgent',
    status: 'Actual',
    withdrawn: false,
    receivedAt: '2031-03-12T14:00:00Z',
    ...more,
  }) as NotificationItem;

const at = (alertId: string, place?: AlertItem['place']): [string, AlertItem] => [
  alertId,
  { alertId, version: 1, state: 'active', origin: 'ML', ...(place && { place }) },
];

describe('what a post is shown first', () => {
  it('is what is around it, by square, by position or by its own code; the rest is elsewhere', () => {
    const items = ['far', 'near', 'square', 'named', 'nowhere'].map((alertId) => item(alertId));
    const contents = new Map([
      at('far', { lat: 15.6, lon: -6.4 }),
      at('near', { lat: 15.7, lon: -9.3 }),
      at('square', { cell: 'e9c0p' }),
      at('named', { lat: 0, lon: 0, post: 'MR-GZM' }),
      at('nowhere'),
    ]);
    const { here, elsewhere } = inPostOrder(items, contents, POST);
    expect(here.map((each) => each.item.alertId)).toEqual(['named', 'near']);
    expect(elsewhere.map((each) => each.item.alertId).slice(-1)).toEqual(['nowhere']);
  });

  it('is the real before the practised before the withdrawn, then the urgent, then the newest', () => {
    const items = [
      item('over', { withdrawn: true }),
      item('drill', { status: 'Exercise' }),
      item('routine', { urgency: 'routine' }),
      item('older'),
      item('newer', { receivedAt: '2031-03-12T15:00:00Z' }),
    ];
    const { here, elsewhere } = inPostOrder(items, new Map(), undefined);
    expect(here).toEqual([]);
    expect(elsewhere.map((each) => each.item.alertId)).toEqual([
      'newer',
      'older',
      'routine',
      'drill',
      'over',
    ]);
  });
});
