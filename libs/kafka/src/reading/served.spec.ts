import { describe, expect, it } from '@jest/globals';
import { Served } from './served.js';

/** Notes what begins and ends; ends when told to, or by itself. */
function scene() {
  const told: string[] = [];
  const ended = new Map<string, () => void>();
  let slow: Promise<void> = Promise.resolve();
  const served = new Served((name) => ({
    run: async (signal: AbortSignal) => {
      told.push(`begin ${name}`);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
        if (signal.aborted) resolve();
        ended.set(name, resolve);
      });
      await slow;
      told.push(`end ${name}`);
    },
  }));
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  const now = async () => {
    await rest();
    return told.splice(0);
  };
  return {
    served,
    now,
    endBy: (name: string) => ended.get(name)!(),
    slowDownUntil: (until: Promise<void>): void => void (slow = until),
  };
}

describe('what a member of a group serves', () => {
  it('goes on without a pause through a rebalance that leaves it where it was', async () => {
    const { served, now } = scene();
    served.serve(['a', 'b'], true);
    expect(await now()).toEqual(['begin a', 'begin b']);
    served.serve(['b', 'c'], true);
    expect(await now()).toEqual(['end a', 'begin c']);
    expect([...served.services.keys()]).toEqual(['b', 'c']);
  });

  it('begins anew where the member was away', async () => {
    const { served, now } = scene();
    served.serve(['a'], true);
    await now();
    served.serve(['a'], false);
    expect(await now()).toEqual(['end a', 'begin a']);
  });

  it('begins anew what had ended for good', async () => {
    const { served, now, endBy } = scene();
    served.serve(['a', 'b'], true);
    await now();
    endBy('a');
    expect(await now()).toEqual(['end a']);
    served.serve(['a', 'b'], true);
    expect(await now()).toEqual(['begin a']);
  });

  it('is not begun twice at once: what comes back waits until it has ended', async () => {
    const { served, now, slowDownUntil } = scene();
    let goOn!: () => void;
    served.serve(['a'], true);
    await now();
    slowDownUntil(new Promise((resolve) => (goOn = resolve)));
    served.serve([], true);
    served.serve(['a'], true);
    expect(await now()).toEqual([]);
    goOn();
    expect(await now()).toEqual(['end a', 'begin a']);
  });

  it('ends all when it is told to stop, and says when', async () => {
    const { served, now } = scene();
    served.serve(['a', 'b'], true);
    await now();
    await served.stop();
    expect(await now()).toEqual(['end a', 'end b']);
    expect(served.services.size).toBe(0);
  });
});
