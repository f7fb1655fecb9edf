import { describe, expect, it } from '@jest/globals';
import { alertState, entryState } from './endings.js';

const ERASED = new Date('2031-03-12T08:00:00Z');
const BEFORE = ERASED.getTime() / 1000 - 1;
const AFTER = ERASED.getTime() / 1000 + 1;

describe('the state after a message', () => {
  it.each([
    ['active for what was never erased', { ends: false, exp: AFTER, erasedAt: null, known: null }, 'active'],
    ['withdrawn by a withdrawal', { ends: true, exp: AFTER, erasedAt: null, known: null }, 'withdrawn'],
    [
      'never active again once it was erased',
      { ends: false, exp: AFTER, erasedAt: ERASED, known: null },
      'withdrawn',
    ],
    [
      'expired where its time was over when it was erased',
      { ends: false, exp: BEFORE, erasedAt: ERASED, known: null },
      'expired',
    ],
    [
      'as it ended here',
      { ends: false, exp: AFTER, erasedAt: ERASED, known: { state: 'expired' } },
      'expired',
    ],
    [
      'withdrawn by the withdrawal of what ended here',
      { ends: true, exp: AFTER, erasedAt: ERASED, known: { state: 'expired' } },
      'withdrawn',
    ],
  ] as const)('is %s', (_, ending, state) => {
    expect(alertState(ending)).toBe(state);
    const known = ending.known && { state: ending.known.state };
    expect(entryState({ ...ending, known })).toBe(state === 'withdrawn' ? 'removed' : state);
  });
});
