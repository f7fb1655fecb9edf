import { describe, expect, it } from '@jest/globals';
import { GROUPS, RECEIPT_KINDS } from '@passerelle/exchange-model';
import type { Clause, SharingAgreement } from '../agreement/agreement.js';
import {
  ALWAYS_CLAUSE,
  ALWAYS_MAY_CROSS,
  type AlwaysCrossingKind,
  RECEIPTS_THAT_CROSS,
} from './always-may-cross.js';
import { decideRelease } from './decide-release.js';
import type { ContentFacts } from './release-decision.js';

const title = { fr: 'Article', ar: 'مادة', en: 'Article' };
const NOW = new Date('2026-06-01T00:00:00Z');

const clause = (changes: Partial<Clause> = {}): Clause => ({
  id: 'art-1',
  title,
  directions: ['MR>ML'],
  categories: ['WANTED-PERSON'],
  groups: ['instruction', 'identity', 'birth-year'],
  handlingCeiling: 'H1',
  recipients: ['border-police'],
  retentionDays: 30,
  approval: 'automatic',
  ...changes,
});

const agreement = (changes: Partial<SharingAgreement> = {}): SharingAgreement => ({
  type: 'passerelle-agreement',
  id: 'mr-ml',
  version: 1,
  previous: null,
  parties: ['MR', 'ML'],
  title,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
  never: [],
  clauses: [clause()],
  otherwise: { id: 'art-9', title },
  clocks: {} as SharingAgreement['clocks'],
  limits: { urgentPerHour: 1 },
  keys: [],
  ...changes,
});

const facts = (changes: Partial<ContentFacts> = {}): ContentFacts => ({
  direction: { from: 'MR', to: 'ML' },
  kind: 'alert.issued',
  category: 'WANTED-PERSON',
  urgency: 'urgent',
  handling: 'H1',
  status: 'Actual',
  groups: ['instruction', 'identity', 'birth-exact', 'birth-year', 'portrait'],
  approval: false,
  ...changes,
});

const decide = (
  changedAgreement: Partial<SharingAgreement> = {},
  changedFacts: Partial<ContentFacts> = {},
  now = NOW,
) => decideRelease({ agreement: agreement(changedAgreement), hash: 'hash' }, facts(changedFacts), now);

describe('decideRelease', () => {
  it('releases what the clause names and is present, and says which clause withholds the rest', () => {
    const decision = decide();
    expect(decision).toMatchObject({ outcome: 'release', clause: 'art-1' });
    expect(decision).toHaveProperty('groups', ['instruction', 'identity', 'birth-year']);
    expect(decision.withheld).toContainEqual({ group: 'birth-exact', clause: 'art-1' });
    expect(decision.withheld).toContainEqual({ group: 'portrait', clause: 'art-9' });
  });

  it('withholds everything without an agreement, and names no clause', () => {
    expect(decideRelease(null, facts(), NOW)).toEqual({
      outcome: 'withhold',
      reason: 'no-agreement',
      withheld: [],
    });
  });

  it.each([
    ['a moment before it begins', '2025-12-31T23:59:59.999Z', 'not-yet-in-force'],
    ['at the moment it ends', '2027-01-01T00:00:00Z', 'expired'],
    ['at a time that is none', 'never', 'not-yet-in-force'],
  ])('withholds %s', (_, now, reason) => {
    expect(decide({}, {}, new Date(now))).toMatchObject({ outcome: 'withhold', reason });
  });

  it.each([
    ['SN', 'ML'],
    ['MR', 'SN'],
    ['MR', 'MR'],
  ])('withholds what goes from %s to %s, who are not the two parties', (from, to) => {
    expect(decide({}, { direction: { from, to } })).toMatchObject({
      outcome: 'withhold',
      reason: 'other-parties',
    });
  });

  it('withholds a category that is not on the list even where a clause were to name it', () => {
    const category = 'CROSSING' as 'ARMS';
    const decision = decide({ clauses: [clause({ categories: [category] })] }, { category });
    expect(decision).toMatchObject({ outcome: 'withhold', reason: 'unknown-category', clause: 'art-9' });
  });

  it('withholds a category that no clause names under the last article', () => {
    const decision = decide({}, { category: 'ARMS' });
    expect(decision).toMatchObject({ outcome: 'withhold', reason: 'no-clause', clause: 'art-9' });
    expect(decision.withheld.map(({ group }) => group)).toEqual([...GROUPS]);
  });

  it('names the one-way clause to the side that it does not serve', () => {
    const decision = decide({}, { direction: { from: 'ML', to: 'MR' } });
    expect(decision).toMatchObject({ outcome: 'withhold', reason: 'wrong-direction', clause: 'art-1' });
  });

  it('withholds what is handled above the ceiling, and what has no known handling', () => {
    expect(decide({}, { handling: 'H2' })).toMatchObject({
      outcome: 'withhold',
      reason: 'handling',
      clause: 'art-1',
    });
    expect(decide({}, { handling: 'H9' as 'H3' })).toMatchObject({ outcome: 'withhold', reason: 'handling' });
  });

  it('withholds the whole message where the instruction is missing or forbidden', () => {
    const reason = 'instruction-not-released';
    expect(decide({}, { groups: ['identity'] })).toMatchObject({ outcome: 'withhold', reason });
    const never = [{ id: 'art-0', title, groups: ['instruction' as const] }];
    expect(decide({ never })).toMatchObject({ outcome: 'withhold', reason });
  });

  it('refers what a release authority must approve, and releases it with the approval', () => {
    const clauses = [clause({ approval: 'release-authority' })];
    expect(decide({ clauses })).toMatchObject({
      outcome: 'refer',
      reason: 'needs-approval',
      clause: 'art-1',
    });
    expect(decide({ clauses }, { approval: true })).toMatchObject({ outcome: 'release', clause: 'art-1' });
  });

  it('refers when one of several clauses asks for approval', () => {
    const clauses = [clause(), clause({ id: 'art-2', approval: 'release-authority' })];
    expect(decide({ clauses })).toMatchObject({ outcome: 'refer', clause: 'art-2' });
  });

  it('joins the groups of all clauses that apply, finest level first', () => {
    const clauses = [clause(), clause({ id: 'art-2', groups: ['instruction', 'birth-exact', 'portrait'] })];
    const decision = decide({ clauses });
    expect(decision).toHaveProperty('groups', ['instruction', 'identity', 'birth-exact', 'portrait']);
    expect(decision.withheld).toContainEqual({ group: 'birth-year', clause: 'art-2' });
  });

  it('falls back to the coarser level where the finer is absent', () => {
    const clauses = [clause(), clause({ id: 'art-2', groups: ['instruction', 'birth-exact'] })];
    expect(decide({ clauses }, { groups: ['instruction', 'birth-year'] })).toHaveProperty('groups', [
      'instruction',
      'birth-year',
    ]);
  });

  it.each([
    ['kind', { kinds: ['alert.updated' as const] }],
    ['urgency', { urgencies: ['routine' as const] }],
  ])('passes over a clause for another %s', (_, changes) => {
    expect(decide({ clauses: [clause(changes)] })).toMatchObject({
      outcome: 'withhold',
      reason: 'no-clause',
    });
  });

  it('forbids a message to which every condition of a never-clause applies, and no other', () => {
    const never = [
      { id: 'art-0', title, protections: ['minor' as const], categories: ['WANTED-PERSON' as const] },
    ];
    const flags = { minor: true, protection: 'none' as const, ground: 'WARRANT' as const };
    expect(decide({ never }, { flags })).toMatchObject({
      outcome: 'withhold',
      reason: 'never',
      clause: 'art-0',
    });
    expect(decide({ never }, { flags: { ...flags, minor: false } }).outcome).toBe('release');
    expect(decide({ never }).outcome).toBe('release');
  });

  it.each(Object.keys(ALWAYS_MAY_CROSS) as AlwaysCrossingKind[])('lets %s cross without content', (kind) => {
    for (const inForce of [null, { agreement: agreement(), hash: 'hash' }]) {
      const decision = decideRelease(
        inForce,
        { kind, direction: { from: 'MR', to: 'ML' }, groups: GROUPS },
        NOW,
      );
      expect(decision).toEqual({ outcome: 'release', clause: ALWAYS_CLAUSE, groups: [], withheld: [] });
    }
  });

  it('lets a receipt name the post only under the article that says so, while it is in force', () => {
    const post = { kind: 'receipt', direction: { from: 'ML', to: 'MR' }, post: true } as const;
    const allowing = { agreement: agreement({ postInReceipts: { id: 'art-8', title } }), hash: 'hash' };
    expect(decideRelease(allowing, post, NOW)).toMatchObject({ outcome: 'release', clause: 'art-8' });
    const silent = { agreement: agreement(), hash: 'hash' };
    const refused = { outcome: 'withhold', clause: 'art-9', reason: 'post-not-released' };
    expect(decideRelease(silent, post, NOW)).toMatchObject(refused);
    expect(decideRelease(null, post, NOW)).toMatchObject({ reason: 'no-agreement' });
    expect(decideRelease(allowing, post, new Date('2027-01-01T00:00:00Z'))).toMatchObject({
      reason: 'expired',
    });
  });

  it.each(['constructor', 'toString', 'hit.reported', ''])('knows no kind %j', (kind) => {
    const stranger = facts({ kind: kind as 'alert.issued' });
    expect(decideRelease(null, stranger, NOW).outcome).toBe('withhold');
    const clauses = [clause()];
    expect(decideRelease({ agreement: agreement({ clauses }), hash: 'h' }, stranger, NOW).outcome).toBe(
      'withhold',
    );
  });
});

describe('the receipts that cross', () => {
  it('are all but those that tell the sender about its own side', () => {
    const atHome = ['accepted', 'withheld'];
    expect([...RECEIPTS_THAT_CROSS]).toEqual(RECEIPT_KINDS.filter((kind) => !atHome.includes(kind)));
  });
});
