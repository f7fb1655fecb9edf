import { describe, expect, it } from '@jest/globals';
import { Handover } from './handover.js';

const all = (): boolean => false;

describe('the handover', () => {
  it('gives what came in the order of its coming, and no more than is enough', async () => {
    const handover = new Handover<string>();
    const { signal } = new AbortController();
    const given = ['a', 'b', 'c'].map((item) => handover.give(item, signal));
    expect(await handover.take((items) => items.length >= 2, signal)).toEqual(['a', 'b']);
    await Promise.all(given.slice(0, 2));
    expect(await handover.take(all, signal)).toEqual(['c']);
    await Promise.all(given);
  });

  it('lets a giver wait until its item is taken, and a taker until there is one', async () => {
    const handover = new Handover<string>();
    const { signal } = new AbortController();
    const order: string[] = [];
    const taking = handover.take(all, signal).then(() => order.push('taken'));
    await handover.give('a', signal).then(() => order.push('let go'));
    await taking;
    expect(order.toSorted()).toEqual(['let go', 'taken']);
    expect(await Promise.race([handover.give('b', signal), Promise.resolve('waits')])).toBe('waits');
  });

  it('keeps nobody waiting once it is over', async () => {
    const handover = new Handover<string>();
    const ending = new AbortController();
    const [giving, taking] = [handover.give('a', ending.signal), new Handover().take(all, ending.signal)];
    ending.abort();
    await giving;
    expect(await taking).toBeNull();
    expect(await handover.take(all, ending.signal)).toBeNull();
  });
});
