import { describe, expect, it } from '@jest/globals';
import { match } from './match.js';

describe('match', () => {
  it('takes the parameters out of a path', () => {
    expect(match('/watch/:notificationId', '/watch/a%20b')).toEqual({ notificationId: 'a b' });
    expect(match('/watch', '/watch/')).toEqual({});
    expect(match('/', '/')).toEqual({});
  });

  it.each([
    ['/watch', '/watch/1'],
    ['/watch/:id', '/watch'],
    ['/', '/watch'],
    ['/journal', '/'],
  ])('says that %s is not %s', (pattern, path) => {
    expect(match(pattern, path)).toBeNull();
  });

  it('keeps a path that is no valid encoding as it is', () => {
    expect(match('/watch/:id', '/watch/%E0%A4%A')).toEqual({ id: '%E0%A4%A' });
  });
});
