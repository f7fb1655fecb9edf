import { describe, expect, it } from '@jest/globals';
import { derivedId } from './derived-id.js';

describe('a derived id', () => {
  it('is a UUID of version 8, the same for the same words for ever', () => {
    expect(derivedId('alert', 'XA', 'XB', 'j-1')).toBe('1f511331-17a0-892a-8935-651f74f03e1a');
  });

  it.each([
    ['another purpose', derivedId('entry', 'XA', 'XB', 'j-1')],
    ['another word', derivedId('alert', 'XA', 'XB', 'j-2')],
    ['words that only read alike', derivedId('alert', 'XA', 'XBj-1')],
    ['a number that reads like the word', derivedId('alert', 'XA', 'XB', 1)],
    ['nothing in the place of a word', derivedId('alert', 'XA', 'XB', null)],
  ])('is another for %s', (_, id) => {
    expect(id).not.toBe(derivedId('alert', 'XA', 'XB', 'j-1'));
  });
});
