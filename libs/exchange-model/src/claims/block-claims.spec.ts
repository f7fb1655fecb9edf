import { describe, expect, it } from '@jest/globals';
import { ExchangeModelError } from '../errors.js';
import { parseBlockClaims, parseEntryClaims } from './block-claims.js';
import { parseReceiptClaims } from './receipt-claims.js';

const block = { iss: 'MR', jti: 'b-1', iat: 1, lst: 'vehicles', agr: 'mr-ml', cnf: { kid: 'A'.repeat(43) } };
const entry = {
  jti: 'e-1',
  ver: 1,
  act: 'add',
  cat: 'STOLEN-VEHICLE',
  urg: 'routine',
  hnd: 'H1',
  sta: 'Actual',
  exp: 2,
};

const ruleOf = (action: () => unknown): string => {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return (error as ExchangeModelError).reason;
  }
};

describe('the claims of a block', () => {
  it('are read as they are', () => {
    expect(parseBlockClaims(block)).toEqual(block);
    expect(parseEntryClaims([entry, { ...entry, jti: 'e-2', act: 'remove', wdr: 'resolved' }])).toHaveLength(
      2,
    );
  });

  it.each([
    ['an unknown list', () => parseBlockClaims({ ...block, lst: 'secrets' }), 'claims-lst-not-on-the-list'],
    ['a further claim', () => parseBlockClaims({ ...block, note: 'x' }), 'claims-unknown-member'],
    [
      'an entry without expiry',
      () => parseEntryClaims([{ ...entry, exp: undefined }]),
      'claims-ent-exp-not-an-integer',
    ],
    [
      'an unknown act',
      () => parseEntryClaims([{ ...entry, act: 'issue' }]),
      'claims-ent-act-not-on-the-list',
    ],
    ['version 0', () => parseEntryClaims([{ ...entry, ver: 0 }]), 'claims-ent-ver-range'],
    [
      'a removal without reason',
      () => parseEntryClaims([{ ...entry, act: 'remove' }]),
      'claims-ent-wdr-withdrawal-without-reason',
    ],
    [
      'a reason without removal',
      () => parseEntryClaims([{ ...entry, wdr: 'other' }]),
      'claims-ent-wdr-reason-without-withdrawal',
    ],
    ['an entry twice', () => parseEntryClaims([entry, entry]), 'claims-ent-jti-entry-repeated'],
  ])('are refused with %s', (_, action, reason) => {
    expect(ruleOf(action)).toBe(reason);
  });

  it('are named one by one in a receipt, with their reasons', () => {
    const receipt = { iss: 'ML', jti: 'r', iat: 1, sub: 'MR:b-1', ver: 1, rcp: 'delivered', rol: 'node' };
    const ent = [{ jti: 'e-1', ver: 1, rsn: 'superseded' }];
    expect(parseReceiptClaims({ ...receipt, ent }).ent).toEqual(ent);
    expect(ruleOf(() => parseReceiptClaims({ ...receipt, ent: [{ jti: 'e-1' }] }))).toBe(
      'claims-ent-0-ver-missing',
    );
  });
});
