import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

describe('turns', () => {
  it('lets no more in at a time than it was made for, and everybody in the end, also after a failure', async () => {
    const turns = new Turns(3);
    let inside = 0;
    let most = 0;
    const work = async (fails: boolean): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      if (fails) throw new Error('planted');
    };
    const all = Array.from({ length: 20 }, (_, at) => turns.take(() => work(at % 4 === 0)));
    const results = await Promise.allSettled(all);
    expect(most).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  });
});
