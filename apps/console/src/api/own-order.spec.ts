import { describe, expect, it } from '@jest/globals';
import { inOwnOrder } from './own-order.js';

describe('a document from elsewhere', () => {
  it('forces no direction on what it says', () => {
    const hostile = {
      version: 2,
      withheld: null,
      vehicle: { plate: '\u202e40-1877\u202c' },
      phrases: ['\u2067ne pas arrêter\u2069', 'arrêter'],
    };
    expect(inOwnOrder(hostile)).toEqual({
      version: 2,
      withheld: null,
      vehicle: { plate: '40-1877' },
      phrases: ['ne pas arrêter', 'arrêter'],
    });
  });

  it('keeps what its writing needs: joiners, marks of direction, line ends', () => {
    const written = 'می\u200cخواهم\u200f\nAïcha';
    expect(inOwnOrder(written)).toBe(written);
  });
});
