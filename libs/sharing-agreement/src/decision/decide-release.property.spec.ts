import { describe, expect, it } from '@jest/globals';
import {
  CATEGORIES,
  FAMILIES,
  type GroupName,
  GROUPS,
  HANDLING_CODES,
  LEGAL_GROUNDS,
  PROHIBITED_GROUNDS,
  PROTECTIONS,
  STATUSES,
  URGENCIES,
} from '@passerelle/exchange-model';
import * as fc from 'fast-check';
import type { Clause, NeverClause, SharingAgreement } from '../agreement/agreement.js';
import { APPROVALS, CONTENT_KINDS } from '../agreement/agreement.js';
import { checkAgreement } from '../agreement/check.js';
import { decideRelease } from './decide-release.js';
import type { ContentFacts } from './release-decision.js';

const title = { fr: 'Article', ar: 'مادة', en: 'Article' };
const NOW = new Date('2026-06-01T00:00:00Z');
// Few categories, so that clauses and messages meet often; each asks for one kind of approval, as checkAgreement demands.
const CATEGORIES_BY_APPROVAL = {
  automatic: ['WANTED-PERSON', 'MISSING-PERSON', 'CATTLE-THEFT'],
  'release-authority': ['TERRORISM', 'ARMS'],
} as const;

const some = <T>(items: readonly T[], atLeast = 1): fc.Arbitrary<T[]> =>
  fc.subarray([...items], { minLength: atLeast });

const clauseGroups: fc.Arbitrary<GroupName[]> = some(GROUPS, 0).map((groups) => {
  const finestOnly = FAMILIES.flatMap((family) => family.filter((group) => groups.includes(group)).slice(1));
  return [...new Set<GroupName>(['instruction', ...groups])].filter((group) => !finestOnly.includes(group));
});

const clause: fc.Arbitrary<Omit<Clause, 'id'>> = fc.constantFrom(...APPROVALS).chain((approval) =>
  fc.record(
    {
      title: fc.constant(title),
      directions: some(['MR>ML', 'ML>MR'] as const),
      categories: some(CATEGORIES_BY_APPROVAL[approval]),
      kinds: some(CONTENT_KINDS),
      urgencies: some(URGENCIES),
      groups: clauseGroups,
      handlingCeiling: fc.constantFrom(...HANDLING_CODES),
      recipients: fc.constant(['border-police']),
      retentionDays: fc.constant(30),
      approval: fc.constant(approval),
    },
    {
      requiredKeys: [
        'title',
        'directions',
        'categories',
        'groups',
        'handlingCeiling',
        'recipients',
        'retentionDays',
        'approval',
      ],
    },
  ),
);

const condition = {
  groups: some(GROUPS),
  categories: some(CATEGORIES),
  protections: some(['refugee', 'asylum-seeker', 'trafficking-victim', 'minor'] as const),
  handling: some(HANDLING_CODES),
  grounds: some([...LEGAL_GROUNDS, ...PROHIBITED_GROUNDS]),
};
const never: fc.Arbitrary<Omit<NeverClause, 'id'>> = fc
  .record({ title: fc.constant(title), ...condition }, { requiredKeys: ['title'] })
  .filter((conditions) => Object.keys(conditions).length > 1);

const agreement: fc.Arbitrary<SharingAgreement> = fc
  .record({
    clauses: fc.array(clause, { minLength: 1, maxLength: 6 }),
    never: fc.array(never, { maxLength: 3 }),
  })
  .map(({ clauses, never }) => ({
    type: 'passerelle-agreement',
    id: 'mr-ml',
    version: 1,
    previous: null,
    parties: ['MR', 'ML'],
    title,
    validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2027-01-01T00:00:00Z',
    never: never.map((each, index) => ({ ...each, id: `never-${index}` })),
    clauses: clauses.map((each, index) => ({ ...each, id: `clause-${index}` })),
    otherwise: { id: 'otherwise', title },
    clocks: {} as SharingAgreement['clocks'],
    limits: { urgentPerHour: 1 },
    keys: [],
  }));

const flags = fc.record({
  minor: fc.boolean(),
  protection: fc.constantFrom(...PROTECTIONS),
  ground: fc.constantFrom(...LEGAL_GROUNDS, ...PROHIBITED_GROUNDS),
});

const facts: fc.Arbitrary<ContentFacts> = fc.record(
  {
    direction: fc.constantFrom({ from: 'MR', to: 'ML' }, { from: 'ML', to: 'MR' }),
    kind: fc.constantFrom(...CONTENT_KINDS),
    category: fc.constantFrom(...Object.values(CATEGORIES_BY_APPROVAL).flat()),
    urgency: fc.constantFrom(...URGENCIES),
    handling: fc.constantFrom(...HANDLING_CODES),
    status: fc.constantFrom(...STATUSES),
    groups: some(GROUPS, 0),
    flags,
    approval: fc.boolean(),
  },
  { requiredKeys: ['direction', 'kind', 'category', 'urgency', 'handling', 'status', 'groups', 'approval'] },
);

const decide = (agreement: SharingAgreement, facts: ContentFacts) =>
  decideRelease({ agreement, hash: 'hash' }, facts, NOW);

function releasedBy(agreement: SharingAgreement, facts: ContentFacts): readonly GroupName[] {
  const decision = decide(agreement, facts);
  return decision.outcome === 'release' ? decision.groups : [];
}

/** What the receiver knows. */
function withoutFlags(facts: ContentFacts): ContentFacts {
  const seen = { ...facts };
  delete seen.flags;
  return seen;
}

/** Knowing a finer level is knowing the coarser one. */
function tells(known: readonly GroupName[], group: GroupName): boolean {
  const family = FAMILIES.find((levels) => levels.includes(group)) ?? [group];
  return family.slice(0, family.indexOf(group) + 1).some((level) => known.includes(level));
}

function expectNoMore(before: readonly GroupName[], after: readonly GroupName[]): void {
  expect(after.filter((group) => !tells(before, group))).toEqual([]);
}

/** Any narrowing of an agreement: each gives fewer rights on paper. */
const narrowing: fc.Arbitrary<(agreement: SharingAgreement) => SharingAgreement> = fc.oneof(
  fc.nat(5).map((index) => (agreement: SharingAgreement) => ({
    ...agreement,
    clauses: agreement.clauses.filter((_, each) => each !== index),
  })),
  fc.constantFrom(...GROUPS).map((group) => (agreement: SharingAgreement) => ({
    ...agreement,
    clauses: agreement.clauses.map((each) => ({
      ...each,
      groups: each.groups.filter((name) => name !== group),
    })),
  })),
  fc.tuple(fc.nat(5), fc.constantFrom(...GROUPS)).map(([index, group]) => (agreement: SharingAgreement) => ({
    ...agreement,
    clauses: agreement.clauses.map((each, at) =>
      at === index ? { ...each, groups: each.groups.filter((name) => name !== group) } : each,
    ),
  })),
  never.map((added) => (agreement: SharingAgreement) => ({
    ...agreement,
    never: [...agreement.never, { ...added, id: 'added' }],
  })),
  fc.constant((agreement: SharingAgreement) => ({
    ...agreement,
    clauses: agreement.clauses.map((each) => ({ ...each, handlingCeiling: 'H0' as const })),
  })),
  fc.constant((agreement: SharingAgreement) => ({
    ...agreement,
    clauses: agreement.clauses.map((each) => ({ ...each, approval: 'release-authority' as const })),
  })),
);

const RUNS = { numRuns: 1_000 };

describe('decideRelease, for any agreement and any message', () => {
  it('is tried on agreements that pass the static checks', () => {
    fc.assert(fc.property(agreement, (agreement) => expect(checkAgreement(agreement)).toEqual([])));
  });

  it('is tried on messages of which many are released, withheld and referred', () => {
    const outcomes = fc
      .sample(fc.tuple(agreement, facts), 2_000)
      .map(([one, message]) => decide(one, message).outcome);
    for (const outcome of ['release', 'withhold', 'refer'] as const) {
      expect(outcomes.filter((each) => each === outcome).length).toBeGreaterThan(40);
    }
  });

  it('never releases a group that no clause of this direction and category names, or that is absent', () => {
    fc.assert(
      fc.property(agreement, facts, (agreement, facts) => {
        const { from, to } = facts.direction;
        const named = agreement.clauses
          .filter(
            ({ directions, categories }) =>
              directions.includes(`${from}>${to}`) && categories.includes(facts.category),
          )
          .flatMap(({ groups }) => groups);
        for (const group of releasedBy(agreement, facts)) {
          expect(named).toContain(group);
          expect(facts.groups).toContain(group);
        }
      }),
      RUNS,
    );
  });

  it('lets never-clauses win over every clause', () => {
    fc.assert(
      fc.property(agreement, facts, fc.constantFrom(...GROUPS), (agreement, facts, group) => {
        const forbidding = {
          ...agreement,
          never: [...agreement.never, { id: 'added', title, groups: [group] }],
        };
        expect(releasedBy(forbidding, facts)).not.toContain(group);
        const whole = {
          ...agreement,
          never: [...agreement.never, { id: 'added', title, categories: [facts.category] }],
        };
        expect(releasedBy(whole, facts)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never releases more when the agreement is narrowed', () => {
    fc.assert(
      fc.property(agreement, facts, narrowing, (agreement, facts, narrow) => {
        expectNoMore(releasedBy(agreement, facts), releasedBy(narrow(agreement), facts));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never releases more because of a flag', () => {
    fc.assert(
      fc.property(agreement, facts, flags, (agreement, facts, flags) => {
        const unflagged = withoutFlags(facts);
        const without = releasedBy(agreement, unflagged);
        expectNoMore(without, releasedBy(agreement, { ...unflagged, flags }));
      }),
      RUNS,
    );
  });

  it('releases the same groups when it decides again on the stripped message, with the flags or without', () => {
    fc.assert(
      fc.property(agreement, facts, (agreement, facts) => {
        const groups = releasedBy(agreement, facts);
        fc.pre(groups.length > 0);
        expect(releasedBy(agreement, withoutFlags({ ...facts, groups }))).toEqual(groups);
        expect(releasedBy(agreement, { ...facts, groups })).toEqual(groups);
      }),
      RUNS,
    );
  });

  it('releases the instruction with any content, and at most one level of a family', () => {
    fc.assert(
      fc.property(agreement, facts, (agreement, facts) => {
        const groups = releasedBy(agreement, facts);
        if (groups.length > 0) expect(groups).toContain('instruction');
        for (const family of FAMILIES) {
          expect(family.filter((group) => groups.includes(group)).length).toBeLessThanOrEqual(1);
        }
      }),
      RUNS,
    );
  });

  it('accounts for every group present: released, or withheld by a clause that exists', () => {
    fc.assert(
      fc.property(agreement, facts, (agreement, facts) => {
        const { withheld } = decide(agreement, facts);
        const released = releasedBy(agreement, facts);
        const ids = [...agreement.never, ...agreement.clauses, agreement.otherwise].map(({ id }) => id);
        for (const { group, clause } of withheld) {
          expect(ids).toContain(clause);
          expect(released).not.toContain(group);
        }
        const named = withheld.map(({ group }) => group);
        expect(facts.groups.filter((group) => !released.includes(group) && !named.includes(group))).toEqual(
          [],
        );
      }),
      RUNS,
    );
  });

  it('says the same of what it withholds on both sides, where no flag was involved', () => {
    fc.assert(
      fc.property(agreement, facts, (agreement, flagged) => {
        const facts = withoutFlags(flagged);
        const decision = decide(agreement, facts);
        fc.pre(decision.outcome === 'release');
        const received = { ...facts, groups: releasedBy(agreement, facts) };
        expect(decide(agreement, received).withheld).toEqual(decision.withheld);
      }),
      RUNS,
    );
  });
});
