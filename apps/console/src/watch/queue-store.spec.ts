import { describe, expect, it } from '@jest/globals';
import { item } from './items.fixture.js';
import { QueueStore } from './queue-store.js';

describe('the notifications a page knows', () => {
  it('keeps a change that overtakes the snapshot it belongs behind', () => {
    const store = new QueueStore();
    store.apply(item('a', { state: 'acknowledged' }), '12');
    store.replace({ items: [item('a')], lastEventId: '11' });
    expect(store.find('a')?.state).toBe('acknowledged');
  });

  it('drops a change that the snapshot already holds', () => {
    const store = new QueueStore();
    store.replace({ items: [item('a', { state: 'acknowledged' })], lastEventId: '12' });
    expect(store.apply(item('a'), '12')).toBe(false);
    expect(store.find('a')?.state).toBe('acknowledged');
  });

  it('forgets what a later snapshot no longer holds open, and remembers what was closed on the screen', () => {
    const store = new QueueStore();
    store.replace({ items: [item('a'), item('b')], lastEventId: '1' });
    store.apply(item('b', { state: 'closed' }), '2');
    store.replace({ items: [], lastEventId: '3' });
    expect(store.items.map(({ notificationId }) => notificationId)).toEqual(['b']);
  });

  it('compares event ids as numbers of any length', () => {
    const store = new QueueStore();
    store.replace({ items: [], lastEventId: '9007199254740993' });
    expect(store.apply(item('a'), '9007199254740992')).toBe(false);
    expect(store.apply(item('a'), '9007199254740994')).toBe(true);
  });
});
