import { describe, expect, it } from '@jest/globals';
import { ExchangeModelError } from '../errors.js';
import { parseClearClaims } from './clear-claims.js';

const digest = 'x'.repeat(42) + 'A';
const sound = (changes: object = {}): object => ({
  iss: 'MR',
  jti: '3f0c8f0a-8a51-4f7e-9a0b-0d7f5f1f2b11',
  ver: 1,
  iat: 1_780_000_000,
  exp: 1_790_000_000,
  cat: 'CATTLE-THEFT',
  urg: 'urgent',
  hnd: 'H1',
  act: 'issue',
  sta: 'Actual',
  agr: 'mr-ml',
  thr: 'b7b7c2f0-4f5d-4f7e-9a0b-0d7f5f1f2b11',
  cnf: { kid: digest },
  ...changes,
});

function refusal(payload: unknown): string | null {
  try {
    parseClearClaims(payload);
    return null;
  } catch (error) {
    if (!(error instanceof ExchangeModelError)) throw error;
    return `${error.path} ${error.rule}`;
  }
}

describe('parseClearClaims', () => {
  it.each([
    sound(),
    sound({ ver: 2, act: 'update', prev: digest }),
    sound({ ver: 3, act: 'withdraw', prev: digest, wdr: 'no-longer-shared' }),
    sound({ act: 'withdraw', wdr: 'mistaken' }),
  ])('reads sound claims back unchanged', (claims) => {
    expect(parseClearClaims(claims)).toEqual(claims);
  });

  it.each([
    [null, ' not-an-object'],
    [sound({ iss: 'mr' }), '/iss pattern'],
    [sound({ jti: '' }), '/jti pattern'],
    [sound({ jti: 'a/b' }), '/jti pattern'],
    [sound({ ver: '1' }), '/ver not-an-integer'],
    [sound({ ver: 0 }), '/ver range'],
    [sound({ ver: 2 ** 53 }), '/ver not-an-integer'],
    [sound({ ver: 2 ** 31 }), '/ver range'],
    [sound({ exp: 253_402_300_800 }), '/exp range'],
    [sound({ exp: '1790000000' }), '/exp not-an-integer'],
    [sound({ exp: 1_780_000_000 }), '/exp expires-before-issued'],
    [sound({ cat: 'CROSSING' }), '/cat not-on-the-list'],
    [sound({ urg: 'Urgent' }), '/urg not-on-the-list'],
    [sound({ hnd: ['H1'] }), '/hnd not-text'],
    [sound({ act: 'delete' }), '/act not-on-the-list'],
    [sound({ sta: 'Draft' }), '/sta not-on-the-list'],
    [sound({ ver: 2, act: 'update' }), '/prev version-without-previous'],
    [sound({ prev: 'x' }), '/prev pattern'],
    [sound({ act: 'withdraw' }), '/wdr withdrawal-without-reason'],
    [sound({ wdr: 'mistaken' }), '/wdr reason-without-withdrawal'],
    [sound({ cnf: digest }), '/cnf not-an-object'],
    [sound({ cnf: { kid: digest, jwk: {} } }), '/cnf/jwk unknown-member'],
    [sound({ narrative: 'x' }), '/narrative unknown-member'],
    [JSON.parse(`{"__proto__":{"iss":"MR"}}`), '/__proto__ unknown-member'],
  ])('refuses %j with %s', (payload, expected) => {
    expect(refusal(payload)).toBe(expected);
  });

  it.each([
    [sound({ cat: 'GOSSIP' }), 'claims-cat-not-on-the-list'],
    [sound({ cnf: { kid: 'x' } }), 'claims-cnf-kid-pattern'],
    [sound({ 'a name, and more': 'x' }), 'claims-unknown-member'],
    [sound({ cnf: { kid: digest, 'a name': {} } }), 'claims-cnf-unknown-member'],
  ])('has a coded reason for %j without the sender’s words', (payload, reason) => {
    expect(() => parseClearClaims(payload)).toThrow(expect.objectContaining({ reason }));
  });

  it('names no value in its message', () => {
    expect(() => parseClearClaims(sound({ cat: 'SECRET' }))).toThrow('claim /cat: not-on-the-list');
  });
});
