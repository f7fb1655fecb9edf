import { describe, expect, it } from '@jest/globals';
import type { Notification } from '@passerelle/persistence';
import * as fc from 'fast-check';
import { after, arrived, tidings } from '../../test/a-notification.js';
import { informed } from './informed.js';
import { type Actor, close, display, escalate, handBack, sight, take, type Transition } from './lifecycle.js';

const one: Actor = { subject: 'desk1', as: 'desk' };
const other: Actor = { subject: 'desk2', as: 'desk' };

function done(transition: Transition): Notification {
  if ('refused' in transition) throw new Error(transition.refused);
  return transition.notification;
}
const refusal = (transition: Transition) => ('refused' in transition ? transition.refused : null);
const kinds = (transition: Transition) =>
  'refused' in transition ? [] : transition.happened.map(({ kind, reason }) => [kind, reason]);
const taken = (by = one, seconds = 10) => done(take(arrived(), by, after(seconds)));
const withdrawn = (known: Notification) =>
  informed(known, tidings({ version: 2, reason: 'withdrawn' }), '', after(20))!;

describe('take', () => {
  it('is the first officer’s; the same again changes nothing, another’s is refused', () => {
    expect(taken()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'desk1', acknowledgedAs: 'desk' });
    expect(kinds(take(taken(), one, after(11)))).toEqual([]);
    expect(refusal(take(taken(), other, after(11)))).toBe('taken');
  });

  it('is refused of what is closed, and allowed of what was withdrawn', () => {
    expect(refusal(take(done(close(taken(), one, 'FOUND', after(20))), one, after(30)))).toBe('closed');
    expect(done(take(withdrawn(arrived()), one, after(30))).state).toBe('acknowledged');
  });
});

describe('handBack', () => {
  it('needs no reason within a minute, and one after it', () => {
    expect(kinds(handBack(taken(one, 10), one, undefined, after(70)))).toEqual([['handed-back', 'undone']]);
    expect(refusal(handBack(taken(one, 10), one, undefined, after(71)))).toBe('reason-required');
    expect(kinds(handBack(taken(one, 10), one, 'shift-end', after(9_000)))).toEqual([
      ['handed-back', 'shift-end'],
    ]);
  });

  it('is for the officer in charge', () => {
    expect(refusal(handBack(taken(), other, 'other', after(20)))).toBe('not-in-charge');
    expect(refusal(handBack(arrived(), one, 'other', after(20)))).toBe('not-in-charge');
  });
});

describe('escalate', () => {
  it('raises what nobody has taken', () => {
    const raised = escalate(arrived(), other, after(5));
    expect(done(raised)).toMatchObject({ level: 'supervisor', state: 'new' });
    expect(kinds(raised)).toEqual([['escalated', undefined]]);
  });

  it('passes charge upwards: untaken at the level above, and the sender hears of a hand-back', () => {
    const raised = escalate(taken(), one, after(20));
    expect(done(raised)).toMatchObject({ level: 'supervisor', state: 'new', acknowledgedBy: null });
    expect(kinds(raised)).toEqual([
      ['handed-back', 'escalated'],
      ['escalated', undefined],
    ]);
  });

  it('ends at the national centre, and is not for others than the officer in charge', () => {
    const top = { ...arrived(), level: 'national-centre' as const };
    expect(refusal(escalate(top, one, after(5)))).toBe('level-highest');
    expect(refusal(escalate(taken(), other, after(20)))).toBe('not-in-charge');
  });
});

describe('close', () => {
  it('is for the officer in charge, with an outcome', () => {
    expect(done(close(taken(), one, 'SEIZED', after(30)))).toMatchObject({
      state: 'closed',
      outcome: 'SEIZED',
    });
    expect(refusal(close(taken(), other, 'SEIZED', after(30)))).toBe('not-in-charge');
    expect(refusal(close(arrived(), one, 'SEIZED', after(30)))).toBe('not-in-charge');
  });

  it('is for anybody once the alert is withdrawn, and STOPPED is for nothing else', () => {
    expect(done(close(withdrawn(arrived()), other, 'STOPPED', after(30)))).toMatchObject({
      state: 'closed',
      acknowledgedBy: 'desk2',
    });
    expect(done(close(withdrawn(taken()), other, 'STOPPED', after(30))).acknowledgedBy).toBe('desk1');
    expect(refusal(close(taken(), one, 'STOPPED', after(30)))).toBe('not-withdrawn');
  });
});

describe('display', () => {
  it('is told once a version, and not of what holds nothing any more', () => {
    const shown = display(arrived());
    expect(kinds(shown)).toEqual([['displayed', undefined]]);
    expect(kinds(display(done(shown)))).toEqual([]);
    const updated = informed(done(shown), tidings({ version: 2, reason: 'updated' }), '', after(5))!;
    expect(kinds(display(updated))).toEqual([['displayed', undefined]]);
    expect(kinds(display(withdrawn(arrived())))).toEqual([]);
  });
});

describe('sight', () => {
  it('is open to every officer until the notification is closed', () => {
    expect(kinds(sight(taken(), 'SEEN', after(20)))).toEqual([['sighted', 'SEEN']]);
    expect(refusal(sight(done(close(taken(), one, 'FOUND', after(20))), 'SEEN', after(30)))).toBe('closed');
  });
});

describe('informed', () => {
  it('passes by what is older than what is known, and a repeat', () => {
    expect(informed(arrived({ version: 2 }), tidings({ version: 1 }), '', after(5))).toBeNull();
    expect(informed(arrived(), tidings(), '', after(5))).toBeNull();
    expect(informed(null, tidings({ reason: 'expired' }), '', after(5))).toBeNull();
  });

  it('does not wind the clock for an update, and does for more urgency', () => {
    const update = tidings({ version: 2, reason: 'updated' });
    const updated = informed({ ...arrived(), doneSeconds: 60 }, update, '', after(100))!;
    expect(updated.nextStepAt).toEqual(after(180));
    const routine = arrived({ urgency: 'routine' });
    expect(informed(routine, update, '', after(100))).toMatchObject({
      nextStep: 'repeat',
      nextStepAt: after(100),
    });
  });

  it('opens again what was closed when something new comes', () => {
    const closed = done(close(taken(), one, 'NOT-FOUND', after(30)));
    const again = informed(closed, tidings({ version: 2, reason: 'updated' }), '', after(500))!;
    expect(again).toMatchObject({
      state: 'new',
      outcome: null,
      acknowledgedBy: null,
      nextStepAt: after(500),
    });
  });

  it.each([['withdrawn', 2] as const, ['expired', 1] as const])(
    'stops every clock once it is %s',
    (reason, version) => {
      const over = informed(arrived(), tidings({ version, reason }), '', after(30))!;
      expect([over.anchor, over.nextStep, over.nextStepAt]).toEqual([null, null, null]);
    },
  );
});

describe('whatever officers do in whatever order', () => {
  const officer = fc.constantFrom(one, other);
  const act = fc.oneof(
    fc.tuple(fc.constant(take), officer),
    fc.tuple(
      fc.constant((n: Notification, actor: Actor, now: Date) => handBack(n, actor, 'other', now)),
      officer,
    ),
    fc.tuple(fc.constant(escalate), officer),
    fc.tuple(
      fc.constant((n: Notification, actor: Actor, now: Date) => close(n, actor, 'FOUND', now)),
      officer,
    ),
  );

  it('a clock runs exactly while nobody is in charge, and every change is in the journal', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        let notification = arrived();
        for (const [index, [does, actor]] of acts.entries()) {
          const result = does(notification, actor, after(index * 7));
          if ('refused' in result) continue;
          const changed = JSON.stringify(result.notification) !== JSON.stringify(notification);
          expect(result.happened.length > 0).toBe(changed);
          notification = result.notification;
          expect(notification.anchor !== null).toBe(notification.state === 'new');
          expect(notification.nextStepAt !== null).toBe(notification.state === 'new');
          expect((notification.acknowledgedBy === null) === (notification.state === 'new')).toBe(true);
        }
      }),
    );
  });
});
