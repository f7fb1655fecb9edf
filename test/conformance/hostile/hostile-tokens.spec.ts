import { describe, expect, it } from '@jest/globals';
import { ALERT_TOKEN, MAX_TOKEN_BYTES, RECEIPT_TOKEN, verifyToken } from '@passerelle/credential';
import {
  base64url,
  codeOf,
  digestsOf,
  disclosure,
  flipped,
  forge,
  type Forgery,
  NOW,
  party,
  positions,
  salt,
  SECONDS,
  signed,
  spareBitVariant,
  twinSignature,
} from './forge.js';

/** What a hostile originator, bridge, partner or network may try on the originator's part (crypto-audit §3 and §9). */
const origin = party();
const stranger = party();
const { key, kid } = origin.signing;
const HEADER = { alg: 'ES256', typ: ALERT_TOKEN, kid };

const instruction = disclosure('instruction', { action: 'ARREST', warnings: ['ARMED'] });
const identity = disclosure('identity', { names: [{ full: 'Sidi ould Test' }] });
const CLAIMS = {
  iss: 'MR',
  jti: 'a-1',
  ver: 1,
  iat: SECONDS,
  exp: SECONDS + 3600,
  agr: 'mr-ml',
  cnf: { kid },
};

/** An honest payload over these disclosures, with changes. */
const payload = (disclosures: string[], changes: object = {}): object => ({
  ...CLAIMS,
  _sd: digestsOf(disclosures),
  _sd_alg: 'sha-256',
  ...changes,
});

const token = (changes: Partial<Forgery> = {}, disclosures = [instruction, identity]): string =>
  forge({ header: HEADER, payload: payload(disclosures), disclosures, key, ...changes });

/** A token whose only disclosure is this one, properly referenced. */
const carrying = (encoded: string): string => token({}, [encoded]);

const claiming = (changes: object): string => token({ payload: payload([instruction, identity], changes) });

const read = (text: string) =>
  verifyToken(text, {
    typ: ALERT_TOKEN,
    keyOf: (asked) => (asked === kid ? origin.verification : null),
    complete: true,
    now: NOW,
    clockToleranceSeconds: 300,
  });

const outcome = (text: string): string => codeOf(() => read(text));

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const DIGESTS = digestsOf([instruction, identity]);
const REPEATED = [...DIGESTS, DIGESTS[0]];
const nested = { _sd: [instruction] };

const HOSTILE: [what: string, token: () => string, code: string][] = [
  // Disclosures
  [
    'an altered value',
    () => token({ disclosures: [instruction, disclosure('identity', {})] }),
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  [
    'an injected disclosure',
    () => `${token()}${disclosure('phones', ['1'])}~`,
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  ['a disclosure twice', () => token({ disclosures: [instruction, instruction] }), 'PSR_DISCLOSURE_REPEATED'],
  [
    'two disclosures of one name',
    () => token({}, [identity, disclosure('identity', {})]),
    'PSR_DISCLOSURE_REPEATED',
  ],
  [
    'a disclosure that overwrites a clear claim',
    () => carrying(disclosure('agr', 'other')),
    'PSR_DISCLOSURE_NAME',
  ],
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'cnf',
    'vct',
    'status',
    '_sd',
    '_sd_alg',
    '...',
    '',
  ].map((name): [string, () => string, string] => [
    `a disclosure named ${JSON.stringify(name)}`,
    () => carrying(disclosure(name, 1)),
    'PSR_DISCLOSURE_NAME',
  ]),
  ['a name that is no text', () => carrying(base64url([salt(), 1, 'x'])), 'PSR_DISCLOSURE_NAME'],
  ['a disclosure of one part', () => carrying(base64url([salt()])), 'PSR_DISCLOSURE_MALFORMED'],
  ['an array element', () => carrying(base64url([salt(), 'x'])), 'PSR_DISCLOSURE_MALFORMED'],
  [
    'a disclosure of four parts',
    () => carrying(base64url([salt(), 'a', 'b', 'c'])),
    'PSR_DISCLOSURE_MALFORMED',
  ],
  [
    'a disclosure that is an object',
    () => carrying(base64url({ 0: salt(), 1: 'a', 2: 'b' })),
    'PSR_DISCLOSURE_MALFORMED',
  ],
  ['a disclosure that is no JSON', () => carrying(base64url('[')), 'PSR_JSON_MALFORMED'],
  [
    'a disclosure that is not UTF-8',
    () => carrying(Buffer.from('5b22ff225d', 'hex').toString('base64url')),
    'PSR_JSON_MALFORMED',
  ],
  ['an empty disclosure', () => token().replace(/~$/, '~~'), 'PSR_JSON_MALFORMED'],
  ['a salt of 120 bits', () => carrying(base64url(['A'.repeat(20), 'identity', 'x'])), 'PSR_DISCLOSURE_SALT'],
  ['a salt that is no text', () => carrying(base64url([12, 'identity', 'x'])), 'PSR_DISCLOSURE_SALT'],
  ['digests inside a value', () => carrying(disclosure('identity', nested)), 'PSR_DISCLOSURE_NESTED'],
  [
    'an array digest inside a value',
    () => carrying(disclosure('phones', [{ '...': 'x' }])),
    'PSR_DISCLOSURE_NESTED',
  ],
  [
    '65 disclosures',
    () => token({ disclosures: Array.from({ length: 65 }, () => instruction) }),
    'PSR_DISCLOSURE_COUNT',
  ],
  [
    'a member twice in a value',
    () => carrying(base64url(`["${salt()}","identity",{"a":1,"a":2}]`)),
    'PSR_JSON_MEMBER_REPEATED',
  ],
  [
    'a member twice, once escaped',
    () => carrying(base64url(`["${salt()}","identity",{"a":1,"\\u0061":2}]`)),
    'PSR_JSON_MEMBER_REPEATED',
  ],
  [
    'a value 9 levels deep',
    () => carrying(base64url(`["${salt()}","identity",${deep(8)}]`)),
    'PSR_TOKEN_TOO_DEEP',
  ],
  [
    'a value 3,000 levels deep',
    () => carrying(base64url(`["${salt()}","identity",${deep(3000)}]`)),
    'PSR_TOKEN_TOO_DEEP',
  ],

  // Digests
  ['a repeated digest', () => claiming({ _sd: REPEATED }), 'PSR_DIGEST_REPEATED'],
  ['a digest that is none', () => claiming({ _sd: ['x'] }), 'PSR_DIGESTS_MALFORMED'],
  ['a digest that is no text', () => claiming({ _sd: [{ '...': 'x' }] }), 'PSR_DIGESTS_MALFORMED'],
  ['digests that are no list', () => claiming({ _sd: 'x' }), 'PSR_DIGESTS_MALFORMED'],
  ['another hash', () => claiming({ _sd_alg: 'sha-512' }), 'PSR_DIGESTS_MALFORMED'],
  ['no hash named', () => claiming({ _sd_alg: undefined }), 'PSR_DIGESTS_MALFORMED'],
  [
    'a hash named twice',
    () => token({ payload: JSON.stringify(payload([])).replace('{', '{"_sd_alg":"sha-512",') }),
    'PSR_JSON_MEMBER_REPEATED',
  ],
  ['digests below a clear claim', () => claiming({ subject: nested }), 'PSR_DISCLOSURE_NESTED'],
  ['an array digest in a clear claim', () => claiming({ list: [{ '...': 'x' }] }), 'PSR_DISCLOSURE_NESTED'],

  // Header
  ...(['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'cty', 'zip'] as const).map(
    (name): [string, () => string, string] => [
      `the header ${name}`,
      () => token({ header: { ...HEADER, [name]: ['x'] } }),
      'PSR_HEADER_MEMBER',
    ],
  ),
  ['alg none', () => token({ header: { ...HEADER, alg: 'none' } }), 'PSR_HEADER_ALGORITHM'],
  ['alg HS256', () => token({ header: { ...HEADER, alg: 'HS256' } }), 'PSR_HEADER_ALGORITHM'],
  ['alg ES384', () => token({ header: { ...HEADER, alg: 'ES384' } }), 'PSR_HEADER_ALGORITHM'],
  ['alg in lower case', () => token({ header: { ...HEADER, alg: 'es256' } }), 'PSR_HEADER_ALGORITHM'],
  ['no alg', () => token({ header: { typ: ALERT_TOKEN, kid } }), 'PSR_HEADER_ALGORITHM'],
  ['the typ of a receipt', () => token({ header: { ...HEADER, typ: RECEIPT_TOKEN } }), 'PSR_HEADER_TYPE'],
  ['the typ of a release', () => token({ header: { ...HEADER, typ: 'kb+jwt' } }), 'PSR_HEADER_TYPE'],
  ['no typ', () => token({ header: { alg: 'ES256', kid } }), 'PSR_HEADER_TYPE'],
  ['no kid', () => token({ header: { alg: 'ES256', typ: ALERT_TOKEN } }), 'PSR_HEADER_MEMBER'],
  ['an unknown kid', () => token({ header: { ...HEADER, kid: 'x' } }), 'PSR_KEY_UNKNOWN'],
  [
    'a header member twice',
    () => token({ header: `{"alg":"none",${JSON.stringify(HEADER).slice(1)}` }),
    'PSR_JSON_MEMBER_REPEATED',
  ],
  ['a header that is a list', () => token({ header: '[]' }), 'PSR_JSON_MALFORMED'],

  // Signature and form
  ['the signature of another key', () => token({ key: stranger.signing.key }), 'PSR_SIGNATURE_INVALID'],
  ['no signature', () => token().replace(/\.[^.~]+~/, '.~'), 'PSR_SIGNATURE_INVALID'],
  [
    'a zero signature',
    () => token().replace(/\.[^.~]+~/, `.${Buffer.alloc(64).toString('base64url')}~`),
    'PSR_SIGNATURE_INVALID',
  ],
  ['a plain JWS', () => signed(`${base64url(HEADER)}.${base64url(CLAIMS)}`, key), 'PSR_TOKEN_MALFORMED'],
  ['nothing', () => '', 'PSR_TOKEN_MALFORMED'],
  ['only separators', () => '~', 'PSR_TOKEN_MALFORMED'],
  ['two parts', () => 'e30.e30~', 'PSR_TOKEN_MALFORMED'],
  ['four parts', () => token().replace('.', '..'), 'PSR_TOKEN_MALFORMED'],
  ['padding', () => token().replace('~', '=~'), 'PSR_BASE64URL_NOT_CANONICAL'],
  ['standard base64', () => token().replace('~', '+~'), 'PSR_BASE64URL_NOT_CANONICAL'],
  ['white space', () => token().replace('~', '\n~'), 'PSR_BASE64URL_NOT_CANONICAL'],
  ['a release behind a complete token', () => `${token()}e30.e30.e30`, 'PSR_RELEASE_UNEXPECTED'],
  [
    'more than 64 KB',
    () => carrying(disclosure('narrative', 'x'.repeat(MAX_TOKEN_BYTES))),
    'PSR_TOKEN_TOO_LARGE',
  ],

  // Clear claims
  ['exp as text', () => claiming({ exp: String(SECONDS + 3600) }), 'PSR_CLAIM_TYPE'],
  ['exp with a fraction', () => claiming({ exp: SECONDS + 0.5 }), 'PSR_CLAIM_TYPE'],
  ['exp null', () => claiming({ exp: null }), 'PSR_CLAIM_TYPE'],
  ['exp beyond safe integers', () => claiming({ exp: 2 ** 53 }), 'PSR_CLAIM_TYPE'],
  ['exp past', () => claiming({ exp: SECONDS - 300 }), 'PSR_EXPIRED'],
  ['no iat', () => claiming({ iat: undefined }), 'PSR_CLAIM_TYPE'],
  ['iat as text', () => claiming({ iat: String(SECONDS) }), 'PSR_CLAIM_TYPE'],
  ['iat in the future', () => claiming({ iat: SECONDS + 301 }), 'PSR_NOT_YET_VALID'],
  ['nbf in the future', () => claiming({ nbf: SECONDS + 301 }), 'PSR_NOT_YET_VALID'],
  ['nbf as text', () => claiming({ nbf: '0' }), 'PSR_CLAIM_TYPE'],
  ['ver as text', () => claiming({ ver: '1' }), 'PSR_CLAIM_TYPE'],
  [
    'a claim twice',
    () => token({ payload: JSON.stringify(payload([])).replace('{', '{"iss":"ML",') }),
    'PSR_JSON_MEMBER_REPEATED',
  ],
  [
    'claims 3,000 levels deep',
    () => token({ payload: JSON.stringify(payload([])).replace('{', `{"x":${deep(3000)},`) }),
    'PSR_TOKEN_TOO_DEEP',
  ],
];

describe('a hostile token', () => {
  it('is set against an honest one that is accepted', () => {
    expect(outcome(token())).toBe('accepted');
    expect(outcome(claiming({ exp: SECONDS - 299, iat: SECONDS - 600 }))).toBe('accepted');
    expect(outcome(claiming({ iat: SECONDS + 300 }))).toBe('accepted');
    expect(outcome(carrying(base64url(`["${salt()}","identity",${deep(7)}]`)))).toBe('accepted');
  });

  it.each(HOSTILE)('is refused: %s', (_, build, code) => {
    expect(outcome(build())).toBe(code);
  });

  it('is refused where the key that is found does not go by the kid that was asked for', () => {
    const keyOf = () => ({ ...origin.verification, kid: stranger.signing.kid });
    const options = { typ: ALERT_TOKEN, keyOf, now: NOW, clockToleranceSeconds: 300 } as const;
    expect(codeOf(() => verifyToken(token(), options))).toBe('PSR_KEY_UNKNOWN');
  });

  it('is refused whichever one character of it is changed', () => {
    const honest = token();
    const survivors = positions(honest).filter((at) => outcome(flipped(honest, at)) === 'accepted');
    expect(survivors).toEqual([]);
  });

  it('is refused in every spelling that differs in spare bits only', () => {
    const honest = token();
    const parts = honest.slice(0, -1).split(/[.~]/);
    const variants = parts.flatMap((part) => {
      const variant = spareBitVariant(part);
      return variant === null ? [] : [honest.replace(part, variant)];
    });
    expect(variants.length).toBeGreaterThan(0);
    for (const variant of variants) expect(outcome(variant)).toBe('PSR_BASE64URL_NOT_CANONICAL');
  });

  it('has no second identity through the malleable signature', () => {
    const honest = token();
    const [jwt = '', ...rest] = honest.split('~');
    const twin = [twinSignature(jwt), ...rest].join('~');
    expect(twin).not.toBe(honest);
    expect(read(twin).digest).toBe(read(honest).digest);
  });

  it.each([
    ['10 MB', 'x'.repeat(10_000_000)],
    ['10 MB of separators', '~'.repeat(10_000_000)],
    ['64 KB of brackets', forge({ header: HEADER, payload: '['.repeat(49_000), key })],
    ['64 KB of quotes', forge({ header: HEADER, payload: '\\"'.repeat(24_000), key })],
  ])('costs little: %s', (_, hostile) => {
    const started = performance.now();
    expect(outcome(hostile)).not.toBe('accepted');
    expect(performance.now() - started).toBeLessThan(50);
  });
});
