import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Category,
  CATEGORIES,
  type GroupName,
  GROUPS,
  PROTECTIONS,
  URGENCIES,
} from '@passerelle/exchange-model';
import {
  type AgreementTemplate,
  type ContentFacts,
  decideRelease,
  draftAgreement,
  type ReleaseDecision,
} from '@passerelle/sharing-agreement';

const file = new URL('mr-ml-demonstration.json', import.meta.url);
const template = JSON.parse(readFileSync(file, 'utf8')) as AgreementTemplate;
const NOW = new Date('2026-06-01T00:00:00Z');
const coordinate = 'A'.repeat(43);
const agreement = draftAgreement(template, {
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
  keys: [
    {
      nation: 'MR',
      role: 'origin',
      jwk: { kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate, kid: coordinate },
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2027-01-01T00:00:00Z',
    },
  ],
});

/** A message in which every group is filled. */
function decide(facts: Partial<ContentFacts>): ReleaseDecision {
  const full: ContentFacts = {
    direction: { from: 'MR', to: 'ML' },
    kind: 'alert.issued',
    category: 'WANTED-PERSON',
    urgency: 'urgent',
    handling: 'H1',
    status: 'Actual',
    groups: GROUPS,
    flags: { minor: false, protection: 'none', ground: 'WARRANT' },
    approval: false,
    ...facts,
  };
  return decideRelease({ agreement, hash: 'hash' }, full, NOW);
}

function released(facts: Partial<ContentFacts>): readonly GroupName[] {
  const decision = decide(facts);
  return decision.outcome === 'release' ? decision.groups : [];
}

const SHARED = CATEGORIES.filter((category) => !['TERRORISM', 'MODUS-OPERANDI'].includes(category));
const BOTH_WAYS = [
  { from: 'MR', to: 'ML' },
  { from: 'ML', to: 'MR' },
];

/** The categories that release this group, of all, both ways and at both urgencies, with every approval. */
function categoriesReleasing(group: GroupName, facts: Partial<ContentFacts> = {}): Category[] {
  return CATEGORIES.filter((category) =>
    BOTH_WAYS.some((direction) =>
      URGENCIES.some((urgency) =>
        released({ direction, urgency, approval: true, ...facts, category }).includes(group),
      ),
    ),
  );
}

describe('the demonstration agreement', () => {
  it.each(['source', 'narrative', 'reference'] as const)('never releases %s', (group) => {
    expect(categoriesReleasing(group)).toEqual([]);
  });

  it('names its own article for what never crosses and its last article for what is merely not named', () => {
    const { withheld } = decide({});
    expect(withheld).toEqual(
      expect.arrayContaining([
        { group: 'source', clause: 'art-3-1' },
        { group: 'reference', clause: 'art-3-2' },
        { group: 'narrative', clause: 'art-7' },
      ]),
    );
  });

  it('releases the identity for every category but cattle theft', () => {
    expect(categoriesReleasing('identity')).toEqual(
      CATEGORIES.filter((category) => category !== 'CATTLE-THEFT'),
    );
  });

  it('releases telephones only for missing persons and trafficking in persons', () => {
    expect(categoriesReleasing('phones')).toEqual(['TRAFFICKING-PERSONS', 'MISSING-PERSON']);
  });

  it('releases the exact birth only for wanted and missing persons, and the year for all others', () => {
    const exact = ['WANTED-PERSON', 'MISSING-PERSON'];
    expect(categoriesReleasing('birth-exact')).toEqual(exact);
    expect(categoriesReleasing('birth-year')).toEqual(
      CATEGORIES.filter((category) => !exact.includes(category)),
    );
  });

  it.each(['documents', 'vehicle'] as const)('releases %s always', (group) => {
    expect(categoriesReleasing(group)).toEqual([...CATEGORIES]);
  });

  it.each(['marks', 'portrait'] as const)('releases %s only for wanted and missing persons', (group) => {
    expect(categoriesReleasing(group)).toEqual(['WANTED-PERSON', 'MISSING-PERSON']);
  });

  it('releases the exact place when urgent and its cell otherwise, cattle theft excepted', () => {
    const others = CATEGORIES.filter((category) => category !== 'CATTLE-THEFT');
    expect(categoriesReleasing('place-exact', { urgency: 'urgent' })).toEqual([...CATEGORIES]);
    expect(categoriesReleasing('place-exact', { urgency: 'routine' })).toEqual(['CATTLE-THEFT']);
    expect(categoriesReleasing('place-cell', { urgency: 'routine' })).toEqual(others);
    expect(categoriesReleasing('place-cell', { urgency: 'urgent' })).toEqual([]);
    expect(categoriesReleasing('place-region')).toEqual([]);
  });

  it('releases livestock and place of a stolen herd freely', () => {
    for (const urgency of URGENCIES) {
      const groups = released({ category: 'CATTLE-THEFT', urgency });
      expect(groups).toEqual(expect.arrayContaining(['livestock', 'place-exact']));
    }
  });

  it.each(['refugee', 'asylum-seeker'] as const)(
    'never releases a person with protection %s',
    (protection) => {
      for (const category of CATEGORIES) {
        const decision = decide({
          category,
          approval: true,
          flags: { minor: false, protection, ground: 'WARRANT' },
        });
        expect(decision).toMatchObject({ outcome: 'withhold', reason: 'never', clause: 'art-3-3' });
      }
    },
  );

  it('releases persons under every other protection', () => {
    const others = PROTECTIONS.filter((protection) => !['refugee', 'asylum-seeker'].includes(protection));
    for (const protection of others) {
      expect(decide({ flags: { minor: true, protection, ground: 'WARRANT' } }).outcome).toBe('release');
    }
  });

  it('refers terrorism to a release authority, and releases it once approved', () => {
    expect(decide({ category: 'TERRORISM' })).toMatchObject({ outcome: 'refer', reason: 'needs-approval' });
    expect(decide({ category: 'TERRORISM', approval: true }).outcome).toBe('release');
  });

  it('does not release H3, and releases H0 to H2', () => {
    for (const category of CATEGORIES) {
      const decision = decide({ category, handling: 'H3', approval: true });
      expect(decision).toMatchObject({ outcome: 'withhold', clause: 'art-3-4' });
    }
    for (const handling of ['H0', 'H1', 'H2'] as const) expect(decide({ handling }).outcome).toBe('release');
  });

  it('lets a modus operandi go from Mali to Mauritania only', () => {
    const category = 'MODUS-OPERANDI';
    expect(decide({ category, direction: { from: 'ML', to: 'MR' } }).outcome).toBe('release');
    expect(decide({ category })).toMatchObject({
      outcome: 'withhold',
      reason: 'wrong-direction',
      clause: 'art-6-1',
    });
  });

  it.each(SHARED)('releases %s both ways', (category) => {
    for (const direction of BOTH_WAYS) expect(decide({ category, direction }).outcome).toBe('release');
  });

  it('refuses a prohibited ground whatever the category', () => {
    const flags = { minor: false, protection: 'none', ground: 'POLITICAL' } as const;
    for (const category of CATEGORIES) expect(decide({ category, flags }).outcome).toBe('withhold');
  });

  it('names no category in the id of a clause', () => {
    const ids = [...agreement.never, ...agreement.clauses, agreement.otherwise].map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^art-\d+(-\d+)?$/);
  });

  it('knows firearms on watchlists only', () => {
    expect(categoriesReleasing('firearm')).toEqual([]);
    expect(categoriesReleasing('firearm', { kind: 'watchlist.entry' })).toEqual(
      CATEGORIES.filter((category) => category !== 'MODUS-OPERANDI'),
    );
  });
});

describe('the demonstration agreement, of watchlists', () => {
  const kind = 'watchlist.entry';

  it('releases of an entry what it releases of an alert, without its place and its phrases', () => {
    for (const category of SHARED) {
      const ofAlert = released({ category });
      const ofEntry = ofAlert.filter((group) => !['place-exact', 'place-cell', 'phrases'].includes(group));
      expect(released({ category, kind }).filter((group) => group !== 'firearm')).toEqual(ofEntry);
    }
  });

  it('keeps the same never-clauses', () => {
    expect(released({ kind, flags: { minor: false, protection: 'refugee', ground: 'WARRANT' } })).toEqual([]);
    expect(released({ kind, handling: 'H3' })).toEqual([]);
    for (const group of ['source', 'reference', 'narrative'] as const)
      expect(categoriesReleasing(group, { kind })).toEqual([]);
  });

  it('refers terrorism to a release authority, and has no entry for ways of working', () => {
    expect(decide({ kind, category: 'TERRORISM' })).toMatchObject({ outcome: 'refer' });
    expect(decide({ kind, category: 'MODUS-OPERANDI' })).toMatchObject({ reason: 'no-clause' });
  });
});
