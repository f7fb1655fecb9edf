import { describe, expect, it } from '@jest/globals';
import { sentenceOf } from './message.js';

const plural = (language: string): Intl.PluralRules => new Intl.PluralRules(language);

describe('a sentence', () => {
  it('puts in its values, and leaves what nobody gave', () => {
    expect(sentenceOf('Pris par {who} à {t}', { who: 'desk2', t: '14:06' }, plural('fr'))).toBe(
      'Pris par desk2 à 14:06',
    );
    expect(sentenceOf('{a} {b}', { a: 1 }, plural('fr'))).toBe('1 {b}');
  });

  it('takes the form that the language has for a number', () => {
    const arabic = { one: 'واحد', two: 'اثنان', few: '{n} قليلة', other: '{n} كثيرة' };
    const said = (n: number): string => sentenceOf(arabic, { n }, plural('ar'));
    expect([1, 2, 5, 30].map(said)).toEqual(['واحد', 'اثنان', '5 قليلة', '30 كثيرة']);
    expect(sentenceOf({ one: '{n} a', other: '{n} b' }, { n: 0 }, plural('fr'))).toBe('0 a');
  });

  it('sets a value apart from the direction of an Arabic sentence', () => {
    expect(sentenceOf('لوحة {plate}', { plate: '7781-04/ML' }, plural('ar'), 'rtl')).toBe(
      'لوحة \u20687781-04/ML\u2069',
    );
  });
});
