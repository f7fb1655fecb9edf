import { describe, expect, it } from '@jest/globals';
import { OFFICERS } from '@passerelle/exchange-model';
import { homeOf } from '../routing/home.js';
import { entriesOf } from './entries.js';

describe('where an officer can go', () => {
  it.each(OFFICERS)('is at most five places for %s, home among them', (role) => {
    const places = entriesOf([role]).map(({ to }) => to);
    expect(places.length).toBeLessThanOrEqual(5);
    expect(places).toContain(homeOf([role]));
  });

  it('begins at the post for who serves there only, and at the watch for everybody else', () => {
    expect(homeOf(['post'])).toBe('/post');
    expect(homeOf(['post', 'supervisor'])).toBe('/watch');
    expect(homeOf([])).toBe('/watch');
  });
});
