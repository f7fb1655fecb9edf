import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AlertDocument, Birth, Person, Place } from '../alert/document.js';
import type { ClearClaims } from '../claims/clear-claims.js';
import * as codes from '../vocabulary/codes.js';
import { documentOf } from './document-of.js';
import { placeCell, placeRegion } from './generalise.js';
import { FAMILIES, GROUPS } from './group-names.js';
import { groupsOf } from './groups-of.js';

const anyOf = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const optional = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, requiredKeys: (keyof T)[] = []) =>
  fc.record(model, { requiredKeys });

const birth: fc.Arbitrary<Birth> = fc
  .tuple(
    fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
    anyOf(codes.DATE_PRECISIONS),
  )
  .map(([date, precision]) => ({
    date: date.toISOString().slice(0, { year: 4, month: 7, day: 10 }[precision]),
    precision,
  }));

const name = fc.record({ type: anyOf(codes.NAME_TYPES), script: anyOf(codes.SCRIPTS), full: text });

/** Filled lists only: an empty list carries nothing, and is not carried. */
const person = optional({
  names: fc.array(name, { minLength: 1, maxLength: 3 }),
  birth,
  sex: anyOf(codes.SEXES),
  nationalities: fc.array(fc.constant('MLI'), { minLength: 1, maxLength: 2 }),
  documents: fc.array(fc.record({ type: anyOf(codes.DOCUMENT_TYPES), number: text }), {
    minLength: 1,
    maxLength: 2,
  }),
  phones: fc.array(text, { minLength: 1, maxLength: 2 }),
  marks: text,
  portrait: text,
}).filter((members) => Object.keys(members).length > 0) as fc.Arbitrary<Person>;

const place: fc.Arbitrary<Place> = fc.record({
  lat: fc.double({ min: -89, max: 89, noNaN: true }),
  lon: fc.double({ min: -179, max: 179, noNaN: true }),
});

const document = optional(
  {
    category: anyOf(codes.CATEGORIES),
    action: anyOf(codes.ACTIONS),
    urgency: anyOf(codes.URGENCIES),
    status: anyOf(codes.STATUSES),
    handling: anyOf(codes.HANDLING_CODES),
    legalGround: anyOf(codes.LEGAL_GROUNDS),
    evaluation: fc.record({
      source: anyOf(codes.SOURCE_GRADES),
      information: anyOf(codes.INFORMATION_GRADES),
    }),
    expiresAt: fc.constant('2026-12-31T00:00:00Z'),
    warnings: fc.subarray([...codes.WARNINGS], { minLength: 1 }),
    reference: text,
    person,
    vehicle: fc.record({ plate: text }),
    livestock: fc.record({ species: anyOf(codes.SPECIES), count: fc.nat(500) }),
    place,
    phrases: fc.array(text, { minLength: 1, maxLength: 2 }),
    narrative: fc.record({ language: fc.constant('fr'), text }),
    source: fc.record({ type: anyOf(codes.SOURCE_TYPES), note: text }),
  },
  ['category', 'action', 'urgency', 'status', 'handling', 'legalGround', 'evaluation', 'expiresAt'],
) as fc.Arbitrary<AlertDocument>;

const claimsOf = ({ category, urgency, handling, status, expiresAt }: AlertDocument): ClearClaims => ({
  iss: 'MR',
  jti: 'a-1',
  ver: 1,
  iat: 1,
  exp: Date.parse(expiresAt) / 1000,
  cat: category,
  urg: urgency,
  hnd: handling,
  act: 'issue',
  sta: status,
  agr: 'mr-ml',
  thr: 't-1',
  cnf: { kid: 'k' },
});

describe('groupsOf and documentOf', () => {
  it('bring back every alert as it was written', () => {
    fc.assert(
      fc.property(document, (document) => {
        expect(documentOf(claimsOf(document), groupsOf(document))).toEqual(document);
      }),
      { numRuns: 500 },
    );
  });

  it('fill every level of a family or none, and always the instruction', () => {
    fc.assert(
      fc.property(document, (document) => {
        const groups = groupsOf(document);
        expect(groups).toHaveProperty('instruction');
        for (const family of FAMILIES) {
          expect([0, family.length]).toContain(family.filter((group) => group in groups).length);
        }
        for (const group of Object.keys(groups)) expect(GROUPS).toContain(group);
      }),
    );
  });
});

const alert = (changes: Partial<AlertDocument> = {}): AlertDocument => ({
  category: 'WANTED-PERSON',
  action: 'ARREST',
  urgency: 'urgent',
  status: 'Actual',
  handling: 'H1',
  legalGround: 'WARRANT',
  evaluation: { source: 'B', information: '2' },
  expiresAt: '2026-12-31T00:00:00Z',
  ...changes,
});

describe('groupsOf', () => {
  it('carries nothing that is empty, and a protection in no group', () => {
    const person = { names: [], phones: [], marks: '', protection: 'refugee' as const };
    expect(Object.keys(groupsOf(alert({ person, vehicle: {}, phrases: [] })))).toEqual(['instruction']);
  });

  it('says in the instruction that there is no warning, so that none can be left out', () => {
    expect(groupsOf(alert()).instruction).toHaveProperty('warnings', []);
  });

  it('keeps in the coarser level only what is coarser', () => {
    const place = { lat: 15.6, lon: -6.4, radiusMetres: 500, name: 'Adel Bagrou', post: 'MR-ADB' };
    const groups = groupsOf(alert({ place, person: { birth: { date: '1987-05-02', precision: 'day' } } }));
    expect(groups['birth-year']).toEqual({ date: '1987', precision: 'year' });
    expect(groups['place-cell']).toEqual({ cell: expect.stringMatching(/^[0-9a-z]{5}$/) });
    expect(groups['place-region']).toEqual({ region: expect.stringMatching(/^[0-9a-z]{3}$/) });
  });
});

describe('documentOf', () => {
  const document = alert({
    place: { lat: 15.6, lon: -6.4, name: 'Adel Bagrou' },
    person: {
      names: [{ type: 'primary', script: 'Latn', full: 'Test' }],
      birth: { date: '1987-05-02', precision: 'day' },
    },
  });
  const groups = groupsOf(document);

  it('reads generalised levels without what they do not say', () => {
    const { instruction, 'birth-year': year, 'place-cell': cell } = groups;
    const read = documentOf(claimsOf(document), { instruction, 'birth-year': year, 'place-cell': cell });
    expect(read.person).toEqual({ birth: { date: '1987', precision: 'year' } });
    expect(read.place).toEqual(placeCell({ lat: 15.6, lon: -6.4 }));
  });

  it('reads the region where no finer level came', () => {
    const read = documentOf(claimsOf(document), { 'place-region': groups['place-region'] });
    expect(read.place).toEqual(placeRegion({ lat: 15.6, lon: -6.4 }));
    expect(read).not.toHaveProperty('person');
  });
});

describe('the generalised place', () => {
  it('is the same for every point of its square, and contained in its region', () => {
    // Two posts of the Gogui area, invented to the second decimal.
    expect(placeCell({ lat: 15.601, lon: -6.401 })).toEqual(placeCell({ lat: 15.602, lon: -6.402 }));
    fc.assert(fc.property(place, (place) => placeCell(place).cell.startsWith(placeRegion(place).region)));
  });
});
