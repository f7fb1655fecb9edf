import { describe, expect, it } from '@jest/globals';
import { betweenParties } from './agreement-template.js';

const template = JSON.stringify({
  id: 'mr-ml-demonstration',
  parties: ['MR', 'ML'],
  title: { en: 'Between MR and ML' },
  clauses: [{ id: 'art-4', directions: ['MR>ML', 'ML>MR'] }],
});

describe('an agreement template', () => {
  it('can be concluded between other parties, in the directions it was written for', () => {
    expect(JSON.parse(betweenParties(template, ['XA', 'XB']))).toEqual({
      id: 'xa-xb-demonstration',
      parties: ['XA', 'XB'],
      title: { en: 'Between MR and ML' },
      clauses: [{ id: 'art-4', directions: ['XA>XB', 'XB>XA'] }],
    });
  });

  it('stays as it is between those it was written for', () => {
    expect(JSON.parse(betweenParties(template, ['MR', 'ML']))).toEqual(JSON.parse(template));
  });
});
