import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '@passerelle/exchange-model';
import { clock, clockWithSeconds, day, minutesAndSeconds, moment, spanOf } from './format.js';

const AFTERNOON = '2031-03-12T14:05:09Z';
const MIDNIGHT = '2031-03-12T00:00:00Z';

describe('a time on the screen', () => {
  it('is written alike whoever reads it, in 24 hours', () => {
    expect(clock(AFTERNOON)).toBe('14:05');
    expect(clockWithSeconds(AFTERNOON)).toBe('14:05:09');
    expect(clock(MIDNIGHT)).toBe('00:00');
  });

  it('does not depend on the time zone of the device', () => {
    expect(clock('2031-03-12T23:30:00-01:00')).toBe('00:30');
  });

  it.each(LANGUAGES)('has Latin digits in a day written in %s', (language) => {
    expect(day(AFTERNOON, language)).toMatch(/12/);
    expect(day(AFTERNOON, language)).toMatch(/2031/);
    expect(day(AFTERNOON, language)).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9]/);
  });
});

describe('a moment', () => {
  it('names the day where that is not today', () => {
    const today = Date.parse('2031-03-12T23:59:59Z');
    expect(moment(AFTERNOON, today, 'en')).toBe('14:05');
    expect(moment(AFTERNOON, today + 1_000, 'fr')).toBe('12 mars 2031 14:05');
  });
});

describe('a span', () => {
  it('counts minutes and seconds below an hour', () => {
    expect(minutesAndSeconds(42_900)).toBe('0:42');
    expect(minutesAndSeconds(725_000)).toBe('12:05');
    expect(minutesAndSeconds(-5)).toBe('0:00');
  });

  it.each([
    [59_000, 'second', [59, 0]],
    [60_000, 'minute', [1, 0]],
    [4_320_000, 'hour', [1, 12]],
    [200_000_000, 'day', [2, 7]],
  ])('of %i ms is said in a %s', (milliseconds, unit, parts) => {
    expect(spanOf(milliseconds)).toEqual({ unit, parts });
  });
});
