import { describe, expect, it } from '@jest/globals';
import { OFFICERS } from '@passerelle/exchange-model';
import type { Role } from '../api/types.js';
import { routeAt } from './route-at.js';

describe('the page at a path', () => {
  it('is found with its parameters', () => {
    const found = routeAt('/watch/a1', ['desk']);
    expect(found?.route.pattern).toBe('/watch/:notificationId');
    expect(found?.parameters).toEqual({ notificationId: 'a1' });
  });

  it('is none where nothing is', () => {
    expect(routeAt('/nowhere', ['desk'])).toBeNull();
  });

  it.each(OFFICERS)('of the links is there for %s', (role) => {
    expect(routeAt('/links', [role])?.route.pattern).toBe('/links');
  });

  it.each([[], ['auditor' as Role]])(
    'of the links is not there for who may not read them (%s)',
    (...roles) => {
      expect(routeAt('/links', roles)).toBeNull();
    },
  );
});
