import { describe, expect, it } from '@jest/globals';
import { RefreshGate } from './refresh-gate.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate of refreshes', () => {
  it('runs one refresh for all who ask for the same session at once', async () => {
    const gate = new RefreshGate<number>();
    let runs = 0;
    const refresh = () => gate.once('a', async () => (await turn(), (runs += 1)));
    expect(await Promise.all([refresh(), refresh(), refresh()])).toEqual([1, 1, 1]);
    expect(await refresh()).toBe(2);
  });

  it('lets few sessions refresh together, and every one in its turn', async () => {
    const gate = new RefreshGate<void>();
    let running = 0;
    let most = 0;
    const refresh = async () => {
      most = Math.max(most, (running += 1));
      await turn();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, (_, n) => gate.once(`session ${n}`, refresh)));
    expect([most, running]).toEqual([3, 0]);
  });

  it('is open again after a refresh that failed', async () => {
    const gate = new RefreshGate<void>();
    const fail = () => gate.once('a', () => Promise.reject(new Error('away')));
    for (let times = 0; times < 5; times += 1) await expect(fail()).rejects.toThrow('away');
  });
});
