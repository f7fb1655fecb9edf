import { describe, expect, it } from '@jest/globals';
import type { PartialAlertDocument } from '@passerelle/exchange-model';
import type { PartnerPreview } from '../api/types.js';
import { compare } from './record.js';

const OURS: PartialAlertDocument = {
  category: 'CATTLE-THEFT',
  action: 'SEIZE',
  person: { birth: { date: '1987-05-02', precision: 'day' }, phones: ['+000 22'] },
  narrative: { language: 'fr', text: 'le récit' },
};

const preview = (changes: Partial<PartnerPreview> = {}): PartnerPreview => ({
  partner: 'ML',
  decision: 'release',
  clause: 'art-4-8',
  released: {
    category: 'CATTLE-THEFT',
    action: 'SEIZE',
    person: { birth: { date: '1987', precision: 'year' } },
  },
  withheld: [
    { group: 'birth-exact', clause: 'art-7' },
    { group: 'phones', clause: 'art-4-5' },
    { group: 'narrative', clause: 'art-7' },
    { group: 'portrait', clause: 'art-7' },
  ],
  ...changes,
});

const rows = (of: PartnerPreview) =>
  compare(OURS, of, 'fr').map(({ name, theirs, coarser, clause }) => [
    name,
    theirs?.map(({ text }) => text).join() ?? null,
    coarser,
    clause,
  ]);

describe('our record beside what a partner would read', () => {
  it('shows what leaves, what leaves less exactly, and what stays, with its clause', () => {
    expect(rows(preview())).toEqual([
      ['instruction', 'Saisir', false, null],
      ['birth', '1987', true, 'art-7'],
      ['phones', null, false, 'art-4-5'],
      ['narrative', null, false, 'art-7'],
    ]);
  });

  it('shows nothing as leaving where nothing leaves', () => {
    const withheld = preview({ decision: 'refer', released: {} });
    expect(rows(withheld).every(([, theirs]) => theirs === null)).toBe(true);
  });
});
