import { describe, expect, it } from '@jest/globals';
import type { Notification } from '@passerelle/persistence';
import * as fc from 'fast-check';
import { after, arrived, ARRIVAL } from '../../test/a-notification.js';
import { handBack, take } from '../notifications/lifecycle.js';
import { advanced, notified } from './advance.js';
import { timed, waitedSeconds } from './running-clock.js';

const officer = { subject: 'desk1', as: 'desk' } as const;
const next = ({ nextStep, nextStepAt }: Notification) => [nextStep, nextStepAt];

/** What happens when somebody looks at these seconds after the arrival. */
function looksAt(...seconds: number[]): { notification: Notification; told: string[] } {
  let notification = arrived();
  const told: string[] = [];
  for (const second of seconds) {
    const due = advanced(notification, after(second));
    if (due === null) continue;
    notification = due.notification;
    told.push(...due.happened.map(({ kind, level }) => `${second} ${kind} ${level ?? ''}`.trim()));
  }
  return { notification, told };
}

describe('advanced', () => {
  it('goes up step by step while nobody takes the alert', () => {
    expect(looksAt(0, 30, 60, 179, 180, 600, 900, 1200).told).toEqual([
      '60 repeat desk',
      '180 escalated supervisor',
      '600 escalated national-centre',
      '900 not-acknowledged',
      '1200 repeat national-centre',
    ]);
  });

  it('pages at the arrival without a second event', () => {
    expect(advanced(arrived(), ARRIVAL)).toMatchObject({ happened: [], pages: true });
  });

  it('takes one step after an outage, the highest, tells the sender once and says what was passed over', () => {
    const due = advanced(looksAt(0).notification, after(90 * 86_400));
    expect(due?.happened).toEqual([
      { kind: 'escalated', level: 'national-centre', reason: 'passed-over-supervisor' },
      { kind: 'not-acknowledged' },
    ]);
    expect(looksAt(0, 1000, 100_000).told.filter((told) => told.includes('not-acknowledged'))).toHaveLength(
      1,
    );
  });

  it.each(['Exercise', 'Test'] as const)('never pages for an alert that is %s', (status) => {
    const notification = arrived({ status });
    expect(next(notification)).toEqual([null, null]);
    expect(advanced(notification, after(1_000_000))).toBeNull();
  });

  it('never fires under charge, however far the clock goes forward', () => {
    const taken = take(arrived(), officer, after(30)).notification;
    expect(next(taken)).toEqual([null, null]);
    expect(advanced(taken, after(90 * 86_400))).toBeNull();
  });

  it('resumes after a hand-back where it stood: time under charge does not count', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: -100_000, max: 10_000_000 }),
        fc.integer({ min: 0, max: 90 }),
        (before, under, afterwards) => {
          const { notification } = looksAt(before);
          const taken = take(notification, officer, after(before)).notification;
          const back = handBack(taken, officer, 'shift-end', after(before + under)).notification;
          const now = after(before + under + afterwards);
          expect(waitedSeconds(back, now)).toBe(before + afterwards);
          expect(back.nextStepAt).toEqual(
            after((notification.nextStepAt!.getTime() - ARRIVAL.getTime()) / 1000 + under),
          );
        },
      ),
    );
  });
});

describe('the running clock', () => {
  it('runs exactly while nobody has taken what is neither closed nor withdrawn', () => {
    for (const state of ['new', 'acknowledged', 'closed'] as const) {
      for (const withdrawn of [true, false]) {
        const { anchor } = timed({ ...arrived(), state, withdrawn }, after(10));
        expect([state, withdrawn, anchor !== null]).toEqual([
          state,
          withdrawn,
          state === 'new' && !withdrawn,
        ]);
      }
    }
  });
});

describe('notified', () => {
  const nobody = { desk: false, supervisor: false, 'national-centre': false };

  it('tells the level that is due', () => {
    expect(notified(arrived(), { ...nobody, desk: true })).toMatchObject({ happened: [], reached: 'desk' });
  });

  it('tries the next level at once where a level has nobody, and says so', () => {
    const { happened, reached, notification } = notified(arrived(), { ...nobody, 'national-centre': true });
    expect(happened).toEqual([
      { kind: 'nobody-notified', level: 'desk' },
      { kind: 'nobody-notified', level: 'supervisor' },
      { kind: 'escalated', level: 'national-centre', reason: 'nobody-notified' },
    ]);
    expect([reached, notification.level, notification.nobodyNotified]).toEqual([
      'national-centre',
      'national-centre',
      false,
    ]);
  });

  it('shows it where there is nobody at all, and asks again at the next step', () => {
    const { notification, reached } = notified(arrived(), nobody);
    expect([reached, notification.nobodyNotified]).toEqual([null, true]);
    expect(notification.nextStepAt).not.toBeNull();
  });
});
