import { describe, expect, it } from '@jest/globals';
import type { AlertDocument } from '../alert/document.js';
import { groupsOf } from '../groups/groups-of.js';
import { WATCHLISTS, type Watchlist } from '../vocabulary/codes.js';
import { checkEntryDocument, entryDocumentOf, entryGroupsOf } from './entry-document.js';
import { lookupKeyOf, lookupKeysOf, referenceKeyOf } from './lookup-keys.js';

const NOW = new Date('2031-03-12T08:00:00Z');
const common = {
  category: 'WANTED-PERSON',
  action: 'LOCATE-REPORT',
  handling: 'H1',
  legalGround: 'WARRANT',
  evaluation: { source: 'A', information: '1' },
  expiresAt: '2031-12-31T00:00:00Z',
} as const;
const document = { type: 'passport', number: 'UTO 7781-b', issuer: 'UTO' } as const;

const SUBJECTS: Record<Watchlist, Partial<AlertDocument>> = {
  persons: { person: { names: [{ type: 'primary', script: 'Latn', full: 'Sidi Ould Tamrane' }] } },
  documents: { person: { documents: [document] } },
  vehicles: { vehicle: { plate: 'DEMO-417' } },
  firearms: { firearm: { make: 'Essai', serial: 'ES 00-17' } },
  livestock: { livestock: { species: 'cattle', brand: 'ⵜ7' } },
  phones: { person: { phones: ['+000 4417 2290'] } },
};
const entry = (list: Watchlist, change: Partial<AlertDocument> = {}): AlertDocument =>
  entryDocumentOf({ ...common, ...SUBJECTS[list], ...change });
const rules = (list: Watchlist, change: Partial<AlertDocument>): string[] =>
  checkEntryDocument(list, entry(list, change), NOW).map(({ path, rule }) => `${path} ${rule}`);

describe('an entry', () => {
  it.each(WATCHLISTS)(
    'of %s holds the subject of its list, and is routine and real unless it says so',
    (list) => {
      expect(entry(list)).toMatchObject({ urgency: 'routine', status: 'Actual' });
      expect(rules(list, {})).toEqual([]);
    },
  );

  it.each(WATCHLISTS)('of %s is refused without it', (list) => {
    const empty = { person: undefined, vehicle: undefined, firearm: undefined, livestock: undefined };
    expect(rules(list, empty as never)).toEqual([expect.stringMatching(/^\/.+ subject-missing$/)]);
  });

  it('holds nothing of another list', () => {
    expect(rules('vehicles', SUBJECTS.firearms)).toEqual(['/firearm not-of-this-list']);
    expect(rules('persons', { place: { lat: 1, lon: 1 } })).toEqual(['/place not-of-this-list']);
    expect(rules('documents', { person: { documents: [document], marks: 'x' } })).toEqual([
      '/person/marks not-of-this-list',
    ]);
  });

  it('may name a protection, which is no subject', () => {
    expect(rules('phones', { person: { phones: ['+000 1'], protection: 'refugee' } })).toEqual([]);
    expect(rules('persons', { person: { protection: 'refugee' } })).toEqual(['/person subject-missing']);
  });

  it('keeps the rules of an alert', () => {
    expect(rules('vehicles', { expiresAt: '2031-01-01T00:00:00Z' })).toEqual(['/expiresAt expiry-past']);
    expect(rules('vehicles', { legalGround: 'POLITICAL' })).toEqual(['/legalGround ground-prohibited']);
  });

  it.each(WATCHLISTS)('of %s fills no group that its list does not count', (list) => {
    const full = entry(list, { reference: 'r', narrative: { language: 'fr', text: 't' } });
    expect(entryGroupsOf(list)).toEqual(expect.arrayContaining(Object.keys(groupsOf(full))));
  });
});

describe('a look-up key', () => {
  it('is the same however a number is written', () => {
    const plate = { kind: 'plate', value: '417RIM07' };
    for (const written of ['417 RIM-07', '417rim07', '٤١٧ rim ٠٧', '417 RIM·07', '４１７ RIM 07']) {
      expect(lookupKeyOf('plate', written)).toEqual(plate);
    }
    for (const written of ['+222 44 17 22 90', '0022244172290', '(222) 44.17.22.90']) {
      expect(lookupKeyOf('phone', written)).toEqual({ kind: 'phone', value: '22244172290' });
    }
  });

  it('is none where nothing is left', () => {
    expect(lookupKeyOf('plate', ' - ')).toBeNull();
    expect(lookupKeyOf('serial', undefined)).toBeNull();
  });

  it('stands for each number of an entry once', () => {
    const person = { documents: [document, { ...document, number: 'uto7781B' }], phones: ['+222 1234567'] };
    expect(lookupKeysOf({ person })).toEqual([
      { kind: 'document', value: 'UTO7781B' },
      { kind: 'phone', value: '2221234567' },
    ]);
    expect(lookupKeysOf(entry('firearms'))).toEqual([{ kind: 'serial', value: 'ES0017' }]);
    expect(lookupKeysOf(entry('livestock'))).toEqual([{ kind: 'brand', value: 'ⵜ7' }]);
  });
});

describe('a national reference', () => {
  it('is the same with other digits, forms of letters or white space, and in nothing else', () => {
    for (const written of ['NKC-417/31', '  NKC-417/31\n', 'NKC-٤١٧/٣١', 'ＮＫＣ-417/31'])
      expect(referenceKeyOf(written)).toBe('NKC-417/31');
    expect(referenceKeyOf('PV  12')).toBe(referenceKeyOf('PV\u00a012'));
    expect(referenceKeyOf('nkc-417/31')).not.toBe('NKC-417/31');
    expect(referenceKeyOf('A-12')).not.toBe(referenceKeyOf('A-1-2'));
  });

  it('is none where nothing is written', () => {
    for (const written of [undefined, '', ' \t']) expect(referenceKeyOf(written)).toBeNull();
  });
});
