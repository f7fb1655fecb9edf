import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../vocabulary/codes.js';
import { checkAlertDocument, MAX_CONTENT_BYTES } from './check.js';
import type { AlertDocument, Birth, Place } from './document.js';
import { VIOLATION_RULES, violationMessage } from './violation-messages.js';

const NOW = new Date('2026-06-15T12:00:00Z');

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

const findings = (changes: Partial<AlertDocument>): string[] =>
  checkAlertDocument(alert(changes), NOW).map(({ path, rule }) => `${path} ${rule}`);

const born = (birth: Birth): string[] => findings({ person: { birth } });
const at = (place: Place): string[] => findings({ place });

describe('checkAlertDocument', () => {
  it('finds nothing wrong with a sound alert', () => {
    expect(findings({})).toEqual([]);
  });

  it('refuses an action that the category does not admit', () => {
    expect(findings({ category: 'PERSONS-IN-DISTRESS' })).toEqual(['/action action-not-admitted']);
  });

  it.each(['POLITICAL', 'MILITARY', 'RELIGIOUS', 'ETHNIC'] as const)(
    'refuses the ground %s by name',
    (legalGround) => {
      expect(findings({ legalGround })).toEqual(['/legalGround ground-prohibited']);
    },
  );

  it.each([
    ['in the past', '2026-06-15T11:59:59Z', 'expiry-past'],
    ['now', '2026-06-15T12:00:00Z', 'expiry-past'],
    ['a second over five years ahead', '2031-06-15T12:00:01Z', 'expiry-too-far'],
    ['on a day that does not exist', '2027-02-30T00:00:00Z', 'time-impossible'],
    ['at an hour that does not exist', '2027-02-01T24:00:00Z', 'time-impossible'],
    ['without a time', '2027-02-01', 'time-impossible'],
    ['in another zone', '2027-02-01T00:00:00+01:00', 'time-impossible'],
    ['in words', 'tomorrow', 'time-impossible'],
  ])('refuses an expiry %s', (_, expiresAt, rule) => {
    expect(findings({ expiresAt })).toEqual([`/expiresAt ${rule}`]);
  });

  it.each(['2026-06-15T12:00:01Z', '2031-06-15T12:00:00Z', '2027-01-01T00:00:00.500Z'])(
    'accepts the expiry %s',
    (expiresAt) => {
      expect(findings({ expiresAt })).toEqual([]);
    },
  );

  it.each<[string, Birth['precision'], string]>([
    ['2023-02-30', 'day', '/date date-impossible'],
    ['2023-02-29', 'day', '/date date-impossible'],
    ['1987-13', 'month', '/date date-impossible'],
    ['1987-00', 'month', '/date date-impossible'],
    ['1987-5-2', 'day', '/date date-impossible'],
    ['87', 'year', '/date date-impossible'],
    ['0000', 'year', '/date date-impossible'],
    ['1899-12-31', 'day', '/date date-impossible'],
    ['', 'year', '/date date-impossible'],
    ['1987', 'month', '/precision date-precision'],
    ['1987-05', 'day', '/precision date-precision'],
    ['1987-05-02', 'year', '/precision date-precision'],
    ['2027', 'year', '/date birth-in-future'],
    ['2026-07', 'month', '/date birth-in-future'],
    ['2026-06-16', 'day', '/date birth-in-future'],
  ])('refuses the birth %j to the %s', (date, precision, finding) => {
    expect(born({ date, precision })).toEqual([`/person/birth${finding}`]);
  });

  it.each<[string, Birth['precision']]>([
    ['1987', 'year'],
    ['1987-05', 'month'],
    ['1987-05-02', 'day'],
    ['2024-02-29', 'day'],
    ['2026', 'year'],
    ['2026-06-15', 'day'],
    ['1987-12-31', 'day'],
  ])('accepts the birth %s to the %s', (date, precision) => {
    expect(born({ date, precision })).toEqual([]);
  });

  it('refuses a place that is not on earth', () => {
    expect(at({ lat: 90.1, lon: 0 })).toEqual(['/place/lat latitude-range']);
    expect(at({ lat: NaN, lon: -180.5 })).toEqual([
      '/place/lat latitude-range',
      '/place/lon longitude-range',
    ]);
    expect(at({ lat: -90, lon: 180 })).toEqual([]);
  });

  it('refuses more content than a signed token can carry', () => {
    const text = (length: number) => ({ narrative: { language: 'ar', text: 'ء'.repeat(length) } });
    expect(findings(text(MAX_CONTENT_BYTES / 2))).toEqual([' document-too-large']);
    expect(findings(text(MAX_CONTENT_BYTES / 2 - 200))).toEqual([]);
  });

  it('reports every violation at once', () => {
    expect(findings({ category: 'MISSING-PERSON', legalGround: 'ETHNIC', expiresAt: 'x' })).toHaveLength(3);
  });
});

describe('violationMessage', () => {
  it.each(VIOLATION_RULES)('says %s in every language, differently', (rule) => {
    const messages = LANGUAGES.map((language) => violationMessage(rule, language));
    expect(new Set(messages).size).toBe(LANGUAGES.length);
    expect(messages[1]).toMatch(/[\u0600-\u06ff]/);
  });
});
