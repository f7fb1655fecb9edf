import { describe, expect, it } from '@jest/globals';
import { placeCell } from '@passerelle/exchange-model';
import { cellCentre, kilometresBetween, pointOfPlace } from './nearness.js';

const GOGUI = { lat: 15.6, lon: -9.3 };

describe('where an alert is', () => {
  it('reads a square back to within its five kilometres', () => {
    expect(kilometresBetween(cellCentre(placeCell(GOGUI).cell), GOGUI)).toBeLessThan(5);
  });

  it('measures along the earth', () => {
    expect(kilometresBetween({ lat: 0, lon: 0 }, { lat: 0, lon: 1 })).toBeCloseTo(111.19, 1);
    expect(kilometresBetween(GOGUI, GOGUI)).toBe(0);
  });

  it('takes an exact place as it is, and a region for nowhere in particular', () => {
    expect(pointOfPlace({ ...GOGUI, name: 'puits' })).toMatchObject(GOGUI);
    expect(pointOfPlace({ region: 'eg8' })).toBeNull();
    expect(pointOfPlace(undefined)).toBeNull();
  });
});
