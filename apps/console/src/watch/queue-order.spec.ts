import { describe, expect, it } from '@jest/globals';
import { item } from './items.fixture.js';
import { inOrder, isCalling, isUntaken, oldestUntaken } from './queue-order.js';

const names = (items: readonly ReturnType<typeof item>[]): string[] =>
  inOrder(items).map(({ notificationId }) => notificationId);

describe('the order of the queue', () => {
  it('puts untaken first, urgent before routine, oldest first', () => {
    const items = [
      item('taken', { urgency: 'urgent', state: 'acknowledged' }),
      item('routine-old', { urgency: 'routine', receivedAt: '2031-03-12T08:00:00Z' }),
      item('urgent-late', { urgency: 'urgent', receivedAt: '2031-03-12T14:05:00Z' }),
      item('urgent-early', { urgency: 'urgent', receivedAt: '2031-03-12T14:00:00Z' }),
    ];
    expect(names(items)).toEqual(['urgent-early', 'urgent-late', 'routine-old', 'taken']);
  });

  it('puts routine that went up a level before other routine', () => {
    const items = [
      item('routine', { urgency: 'routine', receivedAt: '2031-03-12T08:00:00Z' }),
      item('raised', {
        urgency: 'routine',
        level: 'supervisor',
        receivedAt: '2031-03-12T09:00:00Z',
      }),
    ];
    expect(names(items)).toEqual(['raised', 'routine']);
  });

  it('puts what was withdrawn under somebody’s hands right after the immediate', () => {
    const items = [
      item('routine', { urgency: 'routine' }),
      item('withdrawn-idle', { urgency: 'urgent', withdrawn: true }),
      item('withdrawn-acted-on', { urgency: 'urgent', withdrawn: true, state: 'acknowledged' }),
      item('urgent', { urgency: 'urgent' }),
    ];
    expect(names(items)).toEqual(['urgent', 'withdrawn-acted-on', 'routine', 'withdrawn-idle']);
  });

  it('puts an exercise after everything real that waits, and leaves out what is closed', () => {
    const items = [
      item('exercise', { urgency: 'urgent', status: 'Exercise' }),
      item('closed', { state: 'closed' }),
      item('routine', { urgency: 'routine' }),
    ];
    expect(names(items)).toEqual(['routine', 'exercise']);
  });
});

describe('what calls', () => {
  it('is real, urgent, untaken and not withdrawn', () => {
    expect(isCalling(item('a', { urgency: 'urgent' }))).toBe(true);
    expect(isCalling(item('a', { urgency: 'urgent', status: 'Exercise' }))).toBe(false);
    expect(isCalling(item('a', { urgency: 'urgent', withdrawn: true }))).toBe(false);
    expect(isCalling(item('a', { urgency: 'urgent', state: 'acknowledged' }))).toBe(false);
    expect(isCalling(item('a', { urgency: 'routine' }))).toBe(false);
  });

  it('is opened oldest first, and nothing when all is taken', () => {
    const urgent = item('urgent', { urgency: 'urgent' });
    expect(oldestUntaken([item('routine', { urgency: 'routine' }), urgent])).toBe(urgent);
    expect(oldestUntaken([item('taken', { state: 'acknowledged' })])).toBeNull();
    expect(isUntaken(item('gone', { withdrawn: true }))).toBe(false);
  });
});
