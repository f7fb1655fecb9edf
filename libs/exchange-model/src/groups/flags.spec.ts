import { describe, expect, it } from '@jest/globals';
import type { AlertDocument, Person } from '../alert/document.js';
import { flagsOf, flagsOfGroups, parseFlags } from './flags.js';
import { groupsOf } from './groups-of.js';

const AT = new Date('2026-06-15T00:00:00Z');

const alert = (person?: Person): AlertDocument => ({
  category: 'MISSING-PERSON',
  action: 'PROTECT',
  urgency: 'urgent',
  status: 'Actual',
  handling: 'H1',
  legalGround: 'FAMILY-REQUEST',
  evaluation: { source: 'B', information: '2' },
  expiresAt: '2026-12-31T00:00:00Z',
  ...(person && { person }),
});

const BIRTHS: [date: string, precision: 'year' | 'month' | 'day', minor: boolean][] = [
  ['2008-06-16', 'day', true],
  ['2008-06-15', 'day', false],
  ['2008-02-29', 'day', false],
  ['2008-06', 'month', true],
  ['2008-05', 'month', false],
  ['2008', 'year', true],
  ['2007', 'year', false],
];

describe('flagsOf', () => {
  it.each(BIRTHS)('reads a birth of %s (%s) in favour of being a minor: %s', (date, precision, minor) => {
    expect(flagsOf(alert({ birth: { date, precision } }), AT).minor).toBe(minor);
  });

  it('takes the word of the originator for a minor without a birth', () => {
    expect(flagsOf(alert({ protection: 'minor' }), AT)).toEqual({
      minor: true,
      protection: 'minor',
      ground: 'FAMILY-REQUEST',
    });
  });

  it('knows no minor where there is no person', () => {
    expect(flagsOf(alert(), AT)).toEqual({ minor: false, protection: 'none', ground: 'FAMILY-REQUEST' });
  });
});

describe('flagsOfGroups', () => {
  const claimed = { minor: false, protection: 'none', ground: 'FAMILY-REQUEST' } as const;

  it.each(BIRTHS)(
    'finds the minor born %s (%s) that the originator did not claim: %s',
    (date, precision, minor) => {
      const groups = groupsOf(alert({ birth: { date, precision } }));
      expect(flagsOfGroups(groups, claimed, AT).minor).toBe(minor);
    },
  );

  it('finds a minor by the year where the exact birth is absent', () => {
    expect(flagsOfGroups({ 'birth-year': { date: '2010', precision: 'year' } }, claimed, AT).minor).toBe(
      true,
    );
  });

  it('never widens what was claimed', () => {
    const groups = groupsOf(alert({ birth: { date: '1980', precision: 'year' } }));
    const refugee = { minor: true, protection: 'refugee', ground: 'ETHNIC' } as const;
    expect(flagsOfGroups(groups, refugee, AT)).toEqual(refugee);
  });

  it('finds a prohibited ground in the instruction', () => {
    const groups = { instruction: { legalGround: 'POLITICAL' } };
    expect(flagsOfGroups(groups, claimed, AT).ground).toBe('POLITICAL');
  });

  it.each([null, 'x', [], { date: 1987 }, { date: 'x' }])('survives a birth that is none: %j', (birth) => {
    expect(flagsOfGroups({ 'birth-exact': birth, instruction: birth }, claimed, AT)).toEqual(claimed);
  });
});

describe('parseFlags', () => {
  it('reads the flags back', () => {
    const flags = { minor: true, protection: 'minor', ground: 'WARRANT' };
    expect(parseFlags(flags)).toEqual(flags);
  });

  it.each([
    null,
    {},
    { minor: 'true', protection: 'none', ground: 'WARRANT' },
    { minor: true, protection: 'nobody', ground: 'WARRANT' },
    { minor: true, protection: 'none', ground: 'WHIM' },
    { minor: true, protection: 'none', ground: 'WARRANT', more: 1 },
  ])('reads nothing from %j', (value) => {
    expect(parseFlags(value)).toBeNull();
  });
});
