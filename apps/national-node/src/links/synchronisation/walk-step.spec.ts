import { describe, expect, it } from '@jest/globals';
import type { EntryShare, IssuedVersion } from '@passerelle/persistence';
import type { ReleaseDecision } from '@passerelle/sharing-agreement';
import { type EntryStanding, stepFor, UNDECIDED_MS } from './walk-step.js';

const NOW = new Date('2031-03-12T08:00:00Z');
const before = (milliseconds: number): Date => new Date(NOW.getTime() - milliseconds);

const release = (...groups: string[]) =>
  ({ outcome: 'release', groups, withheld: [] }) as unknown as ReleaseDecision;
const withhold = { outcome: 'withhold', reason: 'never', withheld: [] } as unknown as ReleaseDecision;
const share = (change: Partial<EntryShare> = {}): EntryShare =>
  ({ jti: 'one', ver: 1, state: 'open', maybeReleased: true, ...change }) as EntryShare;
const version = (change: Partial<IssuedVersion> = {}): IssuedVersion => ({
  jti: 'one',
  ver: 1,
  act: 'add',
  outcome: null,
  answer: null,
  at: before(UNDECIDED_MS * 2),
  decidedAt: before(UNDECIDED_MS),
  agreementHash: 'hash',
  ...change,
});

/** An entry that left under a version which released the same, unless a test says otherwise. */
const step = (change: Partial<EntryStanding> = {}) =>
  stepFor(
    {
      share: share(),
      last: version(),
      decision: release('vehicle', 'flags'),
      before: release('flags', 'vehicle'),
      ...change,
    },
    NOW,
  );

describe('a walk past an entry', () => {
  it('leaves what stands as it would be decided now, in whatever order the groups are named', () => {
    expect(step()).toBe('leave');
  });

  it('shares what never was, where it may leave, and says so where it may not', () => {
    const fresh = { share: undefined, last: undefined, before: null };
    expect(step(fresh)).toBe('share');
    expect(step({ ...fresh, decision: withhold })).toBe('withheld');
  });

  it.each([
    ['more is released now', { before: release('flags') }],
    ['less is released now', { before: release('flags', 'vehicle', 'phones') }],
    ['nothing was released before', { before: withhold }],
    ['what it was decided under is not known', { before: null }],
    ['our bridge kept the last version back', { last: version({ outcome: 'withheld' }) }],
    ['the partner refused the last version', { last: version({ answer: 'refused' }) }],
    ['our bridge has said nothing for too long', { last: version({ decidedAt: null }) }],
  ] as const)('shares a version where %s', (_, standing) => {
    expect(step(standing)).toBe('share');
  });

  it('waits for our bridge as long as it may still decide, also where it would take back', () => {
    const waiting = version({ decidedAt: null, at: before(UNDECIDED_MS - 1) });
    expect(step({ last: waiting })).toBe('wait');
    expect(step({ last: waiting, decision: withhold })).toBe('wait');
  });

  it('takes back what may have left and may not any more, and nothing else', () => {
    expect(step({ decision: withhold })).toBe('take-back');
    expect(step({ decision: withhold, share: share({ maybeReleased: false }) })).toBe('withheld');
  });
});
