import { describe, expect, it } from '@jest/globals';
import { ExchangeModelError } from '../errors.js';
import { MAX_RANGE_ENTRIES, MAX_RANGES, parseControlClaims } from './control-claims.js';

const DIGEST = 'A'.repeat(43);
const common = { iss: 'ML', jti: 'c-1', iat: 1_780_000_000, agr: 'mr-ml' };
const heartbeat = (changes: object = {}): object => ({ ...common, ctl: 'heartbeat', ...changes });
const digest = (changes: object = {}): object => ({
  ...common,
  ctl: 'reconciliation.digest',
  rec: 'r-1',
  asof: 1_780_000_000,
  ranges: [{ range: 'alert:', count: 2, dig: DIGEST }],
  ...changes,
});
const answer = (changes: object = {}): object => ({
  ...common,
  ctl: 'reconciliation.answer',
  rec: 'r-1',
  ranges: [{ range: 'alert:3f', verdict: 'list', entries: [{ jti: 'a-1', ver: 2, dig: DIGEST }] }],
  ...changes,
});

function refusal(payload: unknown): string | null {
  try {
    parseControlClaims(payload);
    return null;
  } catch (error) {
    if (!(error instanceof ExchangeModelError)) throw error;
    return `${error.path} ${error.rule}`;
  }
}

describe('parseControlClaims', () => {
  it.each([
    heartbeat(),
    digest(),
    digest({ upto: [{ lane: 'alert.urgent', partition: 0, sequence: '812' }], both: true }),
    digest({ ranges: [], end: { result: 'partial', drift: 3 } }),
    digest({
      ranges: [],
      end: { result: 'complete', drift: 0, alike: [{ range: 'entry:', count: 7, dig: DIGEST }] },
    }),
    answer({ ranges: [{ range: 'entry:', verdict: 'same', held: { count: 7, dig: DIGEST } }] }),
    answer(),
    answer({ ranges: [], behind: 7 }),
  ])('reads %j as it is', (payload) => {
    expect(parseControlClaims(payload)).toEqual(payload);
  });

  it.each([
    [null, '/ctl not-text'],
    [heartbeat({ ctl: 'alert.issued' }), '/ctl not-on-the-list'],
    [heartbeat({ note: 'x' }), '/note unknown-member'],
    [heartbeat({ rec: 'r-1' }), '/rec unknown-member'],
    [heartbeat({ iss: 'Mali' }), '/iss pattern'],
    [digest({ rec: undefined }), '/rec not-text'],
    [digest({ ranges: [{ range: 'Sidi ould Test', count: 0, dig: DIGEST }] }), '/ranges/0/range pattern'],
    [digest({ ranges: [{ range: 'alert:', count: -1, dig: DIGEST }] }), '/ranges/0/count range'],
    [digest({ ranges: Array.from({ length: MAX_RANGES + 1 }, () => ({})) }), '/ranges length'],
    [digest({ upto: [{ lane: 'alert.urgent', partition: 0, sequence: '-1' }] }), '/upto/0/sequence pattern'],
    [digest({ end: { result: 'match', drift: 0 } }), '/end/result not-on-the-list'],
    [answer({ ranges: [{ range: 'alert:', verdict: 'equal' }] }), '/ranges/0/verdict not-on-the-list'],
    [
      answer({ ranges: [{ range: 'alert:', verdict: 'list', entries: [{ jti: 'a', ver: 1, dig: 'x' }] }] }),
      '/ranges/0/entries/0/dig pattern',
    ],
    [
      answer({
        ranges: [
          {
            range: 'alert:',
            verdict: 'list',
            entries: Array.from({ length: MAX_RANGE_ENTRIES + 1 }, () => ({})),
          },
        ],
      }),
      '/ranges/0/entries length',
    ],
    [answer({ behind: 0 }), '/behind range'],
    [
      answer({ ranges: [{ range: 'entry:', verdict: 'same', held: { count: 'all', dig: DIGEST } }] }),
      '/ranges/0/held/count not-an-integer',
    ],
    [
      digest({ ranges: [], end: { result: 'complete', drift: 0, alike: [{ range: 'entry:' }] } }),
      '/end/alike/0/count missing',
    ],
  ])('refuses %j with %s', (payload, expected) => {
    expect(refusal(payload)).toBe(expected);
  });
});
