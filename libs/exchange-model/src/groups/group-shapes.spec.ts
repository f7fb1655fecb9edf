import { describe, expect, it } from '@jest/globals';
import type { AlertDocument } from '../alert/document.js';
import { GROUPS } from './group-names.js';
import { groupNamesOf } from './group-shapes.js';
import { groupsOf } from './groups-of.js';

const full: AlertDocument = {
  category: 'CATTLE-THEFT',
  action: 'LOCATE-REPORT',
  urgency: 'urgent',
  status: 'Test',
  handling: 'H1',
  legalGround: 'OWNER-COMPLAINT',
  evaluation: { source: 'B', information: '2' },
  expiresAt: '2026-12-31T00:00:00Z',
  reference: 'NKC-417/31',
  person: {
    names: [
      { type: 'primary', script: 'Arab', full: 'سيدي ولد تمران', parts: [{ kind: 'given', text: 'سيدي' }] },
    ],
    birth: { date: '1987-05', precision: 'month' },
    sex: 'M',
    nationalities: ['UTO'],
    documents: [{ type: 'passport', number: 'UTO7781B04', issuer: 'UTO' }],
    phones: ['+000 4417 2290'],
    marks: 'cicatrice\nau poignet',
    portrait: 'AAAA',
  },
  vehicle: { plate: 'DEMO-417', type: '4x4', make: 'Inconnue', colour: 'blanc' },
  livestock: { species: 'cattle', count: 40, brand: 'Y', earNotch: 'V', coat: 'roux', corridor: 'nord' },
  firearm: { type: 'rifle', make: 'Essai', model: 'E-1', calibre: '7.62', serial: 'ES-0017' },
  place: { lat: 15.6, lon: -6.4, radiusMetres: 500, name: 'puits', post: 'MR-ADB' },
  phrases: ['attention'],
  narrative: { language: 'fr', text: 'Vu au marché.' },
  source: { type: 'resident', contact: 'c', note: 'n' },
};

const refusal = (name: string, value: unknown): string => {
  try {
    groupNamesOf(new Map([[name, value]]));
    return 'accepted';
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

describe('groupNamesOf', () => {
  it('takes every group of a full alert', () => {
    const groups = new Map(Object.entries(groupsOf(full)));
    expect(groupNamesOf(groups).sort()).toEqual([...GROUPS].sort());
  });

  it.each([
    ['year', '1987'],
    ['month', '1987-05'],
    ['day', '1987-05-02'],
  ])('takes a birth known to the %s, and gives no other level', (precision, date) => {
    expect(refusal('birth-exact', { date, precision })).toBe('accepted');
    expect(refusal('birth-year', { date, precision }) === 'accepted').toBe(precision === 'year');
  });

  it.each<[string, unknown, string]>([
    ['tribe', 'x', 'unknown-group'],
    ['birth-exact', { date: '1987', precision: 'day' }, 'claims-birth-exact-date-pattern'],
    ['birth-exact', null, 'claims-birth-exact-not-an-object'],
    ['place-cell', { cell: 'efvjk2x' }, 'claims-place-cell-cell-pattern'],
    ['place-cell', { lat: 15.6, lon: -6.4 }, 'claims-place-cell-unknown-member'],
    ['place-region', { region: 'efv', name: 'puits' }, 'claims-place-region-unknown-member'],
    ['place-exact', { lat: 91, lon: 0 }, 'claims-place-exact-lat-range'],
    ['place-exact', { lat: '15', lon: 0 }, 'claims-place-exact-lat-not-a-number'],
    ['vehicle', { plate: 'DEMO-1', note: 'who told us' }, 'claims-vehicle-unknown-member'],
    ['vehicle', { plate: '\0' }, 'claims-vehicle-plate-pattern'],
    ['identity', 'Fulan', 'claims-identity-not-an-object'],
    ['documents', [{ type: 'passport', number: '1', holder: 'Fulan' }], 'claims-documents-0-unknown-member'],
    ['instruction', null, 'claims-instruction-not-an-object'],
    ['livestock', { species: 'cattle', count: 1.5 }, 'claims-livestock-count-not-an-integer'],
  ])('refuses in %s the value %j', (name, value, reason) => {
    expect(refusal(name, value)).toBe(reason);
  });

  it('knows a shape for every group', () => {
    for (const name of GROUPS) expect(refusal(name, Symbol('no JSON'))).not.toBe('accepted');
  });
});
