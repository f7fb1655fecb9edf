import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Rounds } from './rounds.js';

describe('rounds', () => {
  const ended = jest.fn<(error?: unknown) => void>();
  let finish: (() => void)[] = [];
  let started = 0;
  const round = () =>
    new Promise<number>((resolve) => {
      const mine = (started += 1);
      finish.push(() => resolve(mine));
    });

  beforeEach(() => {
    jest.useFakeTimers();
    ended.mockReset();
    [finish, started] = [[], 0];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are never two at a time, and one that is asked for begins after the one before', async () => {
    const rounds = new Rounds(round, ended);
    const [first, second] = [rounds.now(), rounds.now()];
    await Promise.resolve();
    expect(started).toBe(1);
    finish[0]?.();
    expect(await first).toBe(1);
    await Promise.resolve();
    expect(started).toBe(2);
    finish[1]?.();
    expect(await second).toBe(2);
  });

  it('of the timer do not queue behind a slow one', async () => {
    const rounds = new Rounds(round, ended);
    rounds.start(1_000);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(started).toBe(1);
    finish[0]?.();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(started).toBe(2);
    finish[1]?.();
    await rounds.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(started).toBe(2);
  });

  it('go on after one that failed, which is told to whoever asked or to the owner', async () => {
    const failing = jest.fn(round).mockRejectedValueOnce(new Error('away')).mockResolvedValue(7);
    const rounds = new Rounds(failing, ended);
    await expect(rounds.now()).rejects.toThrow('away');
    failing.mockRejectedValueOnce(new Error('away again'));
    rounds.start(1_000);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(ended).toHaveBeenLastCalledWith(new Error('away again'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(ended).toHaveBeenLastCalledWith();
    expect(await rounds.now()).toBe(7);
    await rounds.stop();
  });
});
