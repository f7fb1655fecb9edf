import { describe, expect, it } from '@jest/globals';
import { birthOf, phonesOf, phrasesOf, pointOf, scriptOf, tidy, tidyCode } from './typed-values.js';

describe('what was typed', () => {
  it('gets Latin digits, single spaces, and loses what nobody sees', () => {
    expect(tidy('  ٧٧٨١\u200f-٠٤/ML \t ۱۲ ')).toBe('7781 -04/ML 12');
    expect(tidyCode('demo-٤١٧')).toBe('DEMO-417');
  });

  it.each([
    ['1987', '1987', 'year'],
    ['٠٥/١٩٨٧', '1987-05', 'month'],
    ['2.5.1987', '1987-05-02', 'day'],
    ['02/05/1987', '1987-05-02', 'day'],
    ['1987-05-02', '1987-05-02', 'day'],
    ['1987-5', '1987-05', 'month'],
    ['vers 1987', 'vers 1987', 'day'],
  ])('reads the birth %s as %s, to the %s', (text, date, precision) => {
    expect(birthOf(text)).toEqual({ date, precision });
  });

  it.each([
    ['15.63, -6.96', { lat: 15.63, lon: -6.96 }],
    ['١٥.٦٣ -٦.٩٦', { lat: 15.63, lon: -6.96 }],
    ['15,63 N 6,96 O', { lat: 15.63, lon: -6.96 }],
    ['15.63° N, 6.96° W', { lat: 15.63, lon: -6.96 }],
    ['15.63', null],
    ['près du puits', null],
    ['', null],
  ])('reads the position %j', (text, point) => {
    expect(pointOf(text)).toEqual(point);
  });

  it('takes several numbers and several sentences apart, each once', () => {
    expect(phonesOf('+000 ٢٢ 41, +000 33; +000 33')).toEqual(['+000 22 41', '+000 33']);
    expect(phrasesOf(' Une piste.\n\n Deux  hommes. ')).toEqual(['Une piste.', 'Deux hommes.']);
  });

  it.each([
    ['Sidi', 'Latn'],
    ['سيدي', 'Arab'],
    ['ⵙⵉⴷⵉ', 'Tfng'],
    ['ߛߌߘߌ', 'Nkoo'],
  ])('knows the letters of %s', (name, script) => {
    expect(scriptOf(name)).toBe(script);
  });
});
