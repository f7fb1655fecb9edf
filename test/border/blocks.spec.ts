import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BlockDecisionRecord, BlockOutcomeRecord } from '@passerelle/exchange-model';
import { jsonOf, outputTo, trafficker, TwoNations } from './two-nations.js';

/** An entry of the persons list: the alert's person without place, vehicle and the like. */
const wanted = (change: object = {}, protection: 'none' | 'refugee' = 'none') => {
  const { place: _place, vehicle: _vehicle, ...entry } = trafficker();
  return { ...entry, urgency: 'routine' as const, person: { ...entry.person, protection }, ...change };
};
const codeOf = (action: () => unknown): string => {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a block at the border', () => {
  let nations: TwoNations;
  beforeEach(async () => {
    nations = new TwoNations();
    await nations.conclude();
  });

  it('crosses with the entries and groups that the agreement releases, each decided by itself', async () => {
    const records = await nations.enforceBlock(
      nations.issueBlock([
        { document: wanted() },
        { document: wanted({}, 'refugee') },
        { document: wanted({ category: 'TERRORISM' }) },
        { document: wanted(), claims: { act: 'remove', wdr: 'resolved' }, groups: {} },
      ]),
    );
    const admitted = nations.admitBlock(nations.delivered(outputTo(records, 'released')!));
    expect(
      admitted.map(({ claims, verified, refusal }) => [
        claims.jti,
        [...verified.groups.keys()].sort(),
        refusal,
      ]),
    ).toEqual([
      ['entry-1', ['birth-year', 'documents', 'identity', 'instruction', 'phones'], null],
      ['entry-4', [], null],
    ]);
    const outcome = jsonOf(outputTo(records, 'outcome')) as unknown as BlockOutcomeRecord;
    expect(outcome.entries).toMatchObject([
      { jti: 'entry-1', outcome: 'released', clause: 'art-9-1' },
      { jti: 'entry-2', outcome: 'withheld', clause: 'art-3-3', reason: 'never' },
      { jti: 'entry-3', outcome: 'withheld', clause: 'art-9-7', reason: 'needs-approval' },
      { jti: 'entry-4', outcome: 'released' },
    ]);
    expect(outcome.receipt).toMatch(/^ey/);
  });

  it('decides equal facts once, and its record says whose decision is which', async () => {
    const records = await nations.enforceBlock(
      nations.issueBlock([
        { document: wanted() },
        { document: wanted() },
        { document: wanted({ handling: 'H3' }) },
      ]),
    );
    const { facts, decision, entries } = jsonOf(
      outputTo(records, 'decision'),
    ) as unknown as BlockDecisionRecord;
    expect([facts.length, decision.length]).toEqual([2, 2]);
    expect(entries.map((entry) => entry.decision)).toEqual([0, 0, 1]);
  });

  it('leaves nothing when nothing may leave', async () => {
    const records = await nations.enforceBlock(
      nations.issueBlock([{ document: wanted({ handling: 'H3' }) }]),
    );
    expect(outputTo(records, 'released')).toBeUndefined();
    expect(outputTo(records, 'outcome')).toBeDefined();
  });

  it('releases nothing but removals without an agreement in force', async () => {
    nations.clock.advance(400 * 86_400_000);
    const document = wanted({ expiresAt: '2033-01-01T00:00:00Z' });
    const records = await nations.enforceBlock(nations.issueBlock([{ document }]));
    expect(outputTo(records, 'released')).toBeUndefined();
  });

  it.each([
    ['without flags', () => [{ document: wanted(), groups: { instruction: {} } }]],
    ['of a removal with content', () => [{ document: wanted(), claims: { act: 'remove', wdr: 'other' } }]],
    ['of no entry', () => []],
    ['of an entry twice', () => [{ document: wanted() }, { document: wanted(), claims: { jti: 'entry-1' } }]],
  ])('%s is quarantined whole', async (_, entries) => {
    const records = await nations.enforceBlock(nations.issueBlock(entries()));
    expect(outputTo(records, 'quarantine')).toBeDefined();
    expect(outputTo(records, 'released')).toBeUndefined();
  });

  it('loses at the gate only the entries that the agreement does not allow there', async () => {
    const records = await nations.enforceBlock(
      nations.issueBlock([{ document: wanted() }, { document: wanted() }], { lst: 'phones' }),
    );
    const admitted = nations.admitBlock(nations.delivered(outputTo(records, 'released')!));
    expect(admitted.map(({ refusal }) => refusal)).toEqual(['not-of-this-list', 'not-of-this-list']);
  });

  it('is refused at the gate on another lane, under other hints, or changed', async () => {
    const records = await nations.enforceBlock(nations.issueBlock([{ document: wanted() }]));
    const released = outputTo(records, 'released')!;
    const arrive = (change: object) => () => nations.admitBlock(nations.delivered(released, change));
    expect(codeOf(arrive({ topic: 'ml.inbound.mr.receipt.v1' }))).toBe('wrong-stream');
    expect(codeOf(arrive({ key: 'another' }))).toBe('header-mismatch');
    expect(codeOf(arrive({ value: Buffer.from(String(released.value).replace(/.$/, '')) }))).toMatch(/^PSR_/);
    expect(codeOf(arrive({}))).toBe('accepted');
  });
});
