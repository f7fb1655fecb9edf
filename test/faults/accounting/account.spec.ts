import { describe, expect, it } from '@jest/globals';
import { account } from './account.js';
import type { DirectionFacts } from './facts.js';

/** Two alerts as they should end: `a` in its second version, `b` withdrawn after its first. */
const honest = (): DirectionFacts => ({
  from: 'XA',
  to: 'XB',
  sent: [
    { alertId: 'a', version: 2, state: 'active' },
    { alertId: 'b', version: 2, state: 'withdrawn' },
  ],
  kept: ['c'],
  own: ['a', 'b', 'c'],
  archive: [
    { jti: 'a', ver: 1, digest: 'a1', outcome: 'released' },
    { jti: 'a', ver: 2, digest: 'a2', outcome: 'released' },
    { jti: 'b', ver: 1, digest: 'b1', outcome: 'released' },
    { jti: 'b', ver: 2, digest: 'b2', outcome: 'released' },
    { jti: 'c', ver: 1, digest: 'c1', outcome: 'withheld' },
  ],
  carried: ['topic/0/1', 'topic/0/2', 'topic/1/1'],
  stored: [
    { jti: 'a', ver: 1, digest: 'a1' },
    { jti: 'a', ver: 2, digest: 'a2' },
    { jti: 'b', ver: 1, digest: 'b1' },
    { jti: 'b', ver: 2, digest: 'b2' },
  ],
  copies: [
    { jti: 'a', version: 2, state: 'active' },
    { jti: 'b', version: 2, state: 'withdrawn' },
  ],
  notifications: ['a', 'b'],
  told: [
    { jti: 'a', kind: 'new', version: 1 },
    { jti: 'b', kind: 'new', version: 1 },
    { jti: 'a', kind: 'updated', version: 2 },
    { jti: 'b', kind: 'withdrawn', version: 2 },
  ],
  receipts: [
    { jti: 'a', ver: 1, kind: 'delivered' },
    { jti: 'a', ver: 2, kind: 'delivered' },
    { jti: 'b', ver: 1, kind: 'superseded' },
    { jti: 'b', ver: 2, kind: 'delivered' },
    { jti: 'b', ver: 2, kind: 'erased' },
  ],
  seen: [
    { jti: 'a', version: 1, state: 'active' },
    { jti: 'b', version: 1, state: 'active' },
    { jti: 'a', version: 2, state: 'active' },
    { jti: 'b', version: 2, state: 'withdrawn' },
  ],
  echoed: [],
  quarantined: [],
  leaks: [],
});

/** One violation of each check, planted in facts that are otherwise in order. */
const PLANTED: [what: string, wrong: string, plant: (facts: DirectionFacts) => void][] = [
  ['not at the partner: a', 'lost', ({ copies }) => (copies[0]!.version = 1)],
  ['not at the partner: b', 'lost', ({ copies }) => (copies[1]!.state = 'active')],
  ['undecided: c/1', 'lost', ({ archive }) => (archive[4]!.outcome = null)],
  ['released, not stored: a/1', 'lost', ({ stored }) => stored.shift()],
  ['released, not stored: a/2', 'lost', ({ stored }) => (stored[1]!.digest = 'another')],
  ['no receipt: a/1', 'lost', ({ receipts }) => receipts.shift()],
  ['never notified: a', 'lost', ({ notifications }) => notifications.shift()],
  ['last version not told: a', 'lost', ({ told }) => told.splice(2, 1)],
  ['last version not told: b', 'lost', ({ told }) => told.pop()],
  ['not erased: b', 'lost', ({ receipts }) => receipts.pop()],
  ['refused: topic PSR_X', 'lost', ({ quarantined }) => quarantined.push('topic PSR_X')],
  ['stored twice at the origin: z', 'doubled', ({ own }) => own.push('z')],
  ['carried twice: topic/0/1', 'doubled', ({ carried }) => carried.push('topic/0/1')],
  ['stored twice: a/1', 'doubled', ({ stored }) => stored.push(stored[0]!)],
  ['two copies: a', 'doubled', ({ copies }) => copies.push(copies[0]!)],
  ['notified twice: a', 'doubled', ({ notifications }) => notifications.push('a')],
  ['told twice: b withdrawn 2', 'doubled', ({ told }) => told.push(told[3]!)],
  ['receipted twice: b/2 erased', 'doubled', ({ receipts }) => receipts.push(receipts[4]!)],
  ['two answers: a/2', 'doubled', ({ receipts }) => receipts.push({ jti: 'a', ver: 2, kind: 'superseded' })],
  ['came back to its origin: a', 'doubled', ({ echoed }) => echoed.push('a')],
  [
    'told in a lower version: a',
    'back',
    ({ told }) => told.splice(2, 1, { jti: 'a', kind: 'updated', version: 3 }, told[2]!),
  ],
  ['seen in a lower version: a', 'back', ({ seen }) => seen.push({ jti: 'a', version: 1, state: 'active' })],
  ['withdrawn, then active: b', 'back', ({ seen }) => seen.push({ jti: 'b', version: 3, state: 'active' })],
  ['shown after its time: a', 'back', ({ sent }) => (sent[0]!.state = 'expired')],
  ['crossed: c', 'leaked', ({ copies }) => copies.push({ jti: 'c', version: 1, state: 'active' })],
  ['narrative in a file', 'leaked', ({ leaks }) => leaks.push('narrative in a file')],
];

describe('the accounting', () => {
  it('finds nothing where all is in order, and counts what there is', () => {
    expect(account(honest())).toEqual({
      from: 'XA',
      to: 'XB',
      sent: 2,
      released: 4,
      stored: 4,
      notified: 2,
      receipted: 4,
      findings: [],
    });
  });

  it.each(PLANTED)('finds: %s', (what, wrong, plant) => {
    const facts = honest();
    plant(facts);
    expect(account(facts).findings).toContainEqual({ wrong, what });
  });

  it('asks for nothing at the partner of what was over before it could arrive', () => {
    const facts = honest();
    facts.sent[0]!.state = 'expired';
    const isOther = ({ jti }: { jti: string }) => jti !== 'a';
    Object.assign(facts, {
      notifications: facts.notifications.filter((jti) => jti !== 'a'),
      stored: facts.stored.filter(isOther),
      copies: facts.copies.filter(isOther),
      told: facts.told.filter(isOther),
      receipts: facts.receipts.filter(isOther),
      seen: facts.seen.filter(isOther),
    });
    expect(account(facts).findings).toEqual([]);
  });

  it('is content with the last version of a subject where records were destroyed, and with nothing less', () => {
    const facts = honest();
    facts.destroyed = true;
    facts.stored.shift();
    facts.receipts.shift();
    expect(account(facts).findings).toEqual([]);
    facts.receipts = facts.receipts.filter(({ jti, ver }) => jti !== 'a' || ver !== 2);
    expect(account(facts).findings).toContainEqual({ wrong: 'lost', what: 'no receipt: a/2' });
  });

  it('asks for no notification of what was withdrawn before any desk saw it', () => {
    const facts = honest();
    facts.notifications = ['a'];
    facts.told = facts.told.filter(({ jti }) => jti === 'a');
    expect(account(facts).findings).toEqual([]);
  });
});
