import { describe, expect, it } from '@jest/globals';
import { anchorExpiry, offsetMilliseconds } from './offset.js';

describe('story time', () => {
  it.each([
    ['+PT0S', 0],
    ['+PT12M', 720_000],
    ['+P30D', 2_592_000_000],
    ['+P1DT2H3M4S', 93_784_000],
  ])('reads %s', (text, milliseconds) => {
    expect(offsetMilliseconds(text)).toBe(milliseconds);
  });

  it.each(['', '+P', '+PT', '+P1DT', 'PT12M', '-PT1M', '+P1M', '+P1Y', '+PT1.5S', '12'])(
    'refuses %p, which is no offset or has no fixed length',
    (text) => {
      expect(offsetMilliseconds(text)).toBeNull();
    },
  );

  it('makes an expiry a moment in UTC and leaves a real date, or nonsense for the node to judge, alone', () => {
    const start = new Date('2031-03-12T06:00:00.750Z');
    expect(anchorExpiry({ expiresAt: '+P1D' }, start)).toEqual({ expiresAt: '2031-03-13T06:00:00Z' });
    expect(anchorExpiry({ expiresAt: '2031-04-01T00:00:00Z' }, start).expiresAt).toBe('2031-04-01T00:00:00Z');
    expect(anchorExpiry({ expiresAt: '+soon' }, start)).toEqual({ expiresAt: '+soon' });
  });
});
