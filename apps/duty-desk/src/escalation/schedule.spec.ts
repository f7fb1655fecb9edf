import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CLOCKS, type EscalationClocks, LEVELS } from '@passerelle/exchange-model';
import * as fc from 'fast-check';
import { CENTRE_REPEAT_AT_MOST_SECONDS, dueSteps, levelReached, nextStep } from './schedule.js';

const DAYS_90 = 90 * 86_400;
const seconds = fc.integer({ min: 0, max: 86_400 });
const clocks: fc.Arbitrary<EscalationClocks> = fc.record({
  deskRepeatSeconds: fc.array(seconds, { minLength: 1, maxLength: 10 }),
  supervisorSeconds: seconds,
  nationalCentreSeconds: seconds,
  senderToldSeconds: seconds,
  routineSeconds: seconds,
});
const urgency = fc.constantFrom('urgent', 'routine');

describe('nextStep', () => {
  it('follows design §4: repeat at 0 and 60 s, supervisor, national centre, sender, then the centre again', () => {
    const chain: [string, number][] = [];
    for (let done = -1; chain.length < 8;) {
      const next = nextStep(DEFAULT_CLOCKS, 'urgent', done);
      if (next === null) break;
      chain.push([next.step, next.afterSeconds]);
      done = next.afterSeconds;
    }
    expect(chain).toEqual([
      ['repeat', 0],
      ['repeat', 60],
      ['supervisor', 180],
      ['national-centre', 600],
      ['sender-told', 900],
      ['repeat', 1200],
      ['repeat', 1800],
      ['repeat', 3000],
    ]);
  });

  it('tells a supervisor of a routine alert, and is done', () => {
    expect(nextStep(DEFAULT_CLOCKS, 'routine', -1)).toEqual({ step: 'supervisor', afterSeconds: 14_400 });
    expect(nextStep(DEFAULT_CLOCKS, 'routine', 14_400)).toBeNull();
  });

  it('always comes later than what is done', () => {
    fc.assert(
      fc.property(clocks, urgency, fc.integer({ min: -1, max: DAYS_90 }), (given, urgent, done) => {
        const next = nextStep(given, urgent, done);
        if (next !== null) expect(next.afterSeconds).toBeGreaterThan(done);
      }),
    );
  });

  it('never leaves an urgent alert without a next step, nor lets the centre rest for more than an hour', () => {
    fc.assert(
      fc.property(clocks, fc.integer({ min: 86_400, max: DAYS_90 }), (given, done) => {
        const next = nextStep(given, 'urgent', done);
        expect(next?.step).toBe('repeat');
        expect((next?.afterSeconds ?? 0) - done).toBeLessThanOrEqual(CENTRE_REPEAT_AT_MOST_SECONDS);
      }),
    );
  });
});

describe('dueSteps', () => {
  it('takes every step once, however often and unevenly it looks', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(clocks, urgency, looks, (given, urgent, times) => {
        const last = Math.max(...times);
        const taken: string[] = [];
        let done = -1;
        for (const elapsed of [...times, last]) {
          const due = dueSteps(given, urgent, done, elapsed);
          if (due === null) continue;
          done = elapsed;
          taken.push(...due.steps);
        }
        for (const step of ['supervisor', 'national-centre', 'sender-told']) {
          expect(taken.filter((each) => each === step).length).toBeLessThanOrEqual(1);
        }
        expect(dueSteps(given, urgent, done, last)).toBeNull();
        expect(taken.includes('supervisor')).toBe(
          (urgent === 'urgent' ? given.supervisorSeconds : given.routineSeconds) <= last,
        );
      }),
    );
  });

  it('is one step after an outage, and that reaches as high as all it missed', () => {
    const due = dueSteps(DEFAULT_CLOCKS, 'urgent', 0, DAYS_90);
    expect(new Set(due?.steps)).toEqual(new Set(['repeat', 'supervisor', 'national-centre', 'sender-told']));
    expect(levelReached(due?.steps ?? [], 'desk')).toBe('national-centre');
  });

  it('takes steps of the same second together', () => {
    const together = { ...DEFAULT_CLOCKS, supervisorSeconds: 60, nationalCentreSeconds: 60 };
    expect(dueSteps(together, 'urgent', 0, 60)).toEqual({
      steps: ['repeat', 'supervisor', 'national-centre'],
      isArrival: false,
    });
  });
});

describe('levelReached', () => {
  it('never falls', () => {
    for (const level of LEVELS) {
      expect(LEVELS.indexOf(levelReached(['repeat', 'supervisor'], level))).toBeGreaterThanOrEqual(
        LEVELS.indexOf(level),
      );
    }
  });
});
