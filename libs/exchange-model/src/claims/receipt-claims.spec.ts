import { describe, expect, it } from '@jest/globals';
import { ExchangeModelError } from '../errors.js';
import { parseReceiptClaims } from './receipt-claims.js';

const sound = (changes: object = {}): object => ({
  iss: 'ML',
  jti: 'r-1',
  iat: 1_780_000_000,
  agr: 'mr-ml',
  sub: 'MR:a-1',
  ver: 1,
  rcp: 'delivered',
  rol: 'gate',
  ...changes,
});

function refusal(payload: unknown): string | null {
  try {
    parseReceiptClaims(payload);
    return null;
  } catch (error) {
    if (!(error instanceof ExchangeModelError)) throw error;
    return `${error.path} ${error.rule}`;
  }
}

describe('parseReceiptClaims', () => {
  it('takes the subject apart and keeps the rest', () => {
    const { sub, ...rest } = parseReceiptClaims(sound());
    expect(sub).toEqual({ nation: 'MR', jti: 'a-1' });
    expect({ ...rest, sub: 'MR:a-1' }).toEqual(sound());
  });

  it.each([
    [sound({ rcp: 'lost' }), '/rcp not-on-the-list'],
    [sound({ sub: 'a-1' }), '/sub pattern'],
    [sound({ sub: { nation: 'MR' } }), '/sub not-text'],
    [sound({ ver: '1' }), '/ver not-an-integer'],
    [sound({ iat: 253_402_300_800 }), '/iat range'],
    [sound({ rcp: 'erased', era: { unmatchableAt: 9e15, transportGoneAt: 1 } }), '/era/unmatchableAt range'],
    [sound({ rol: 'Sidi ould Test' }), '/rol pattern'],
    [sound({ note: 'x' }), '/note unknown-member'],
    [sound({ rcp: 'erased', era: { unmatchableAt: 1 } }), '/era/transportGoneAt missing'],
  ])('refuses %j with %s', (payload, expected) => {
    expect(refusal(payload)).toBe(expected);
  });
});
