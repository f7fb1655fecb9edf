import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  BLOCK_TOKEN,
  digest,
  issueBlock,
  MAX_BLOCK_BYTES,
  presentBlock,
  type ReleaseClaims,
  verifyBlock,
  verifyBlockPresentation,
} from '@passerelle/credential';
import {
  base64url,
  codeOf,
  disclosure,
  flipped,
  forge,
  NOW,
  party,
  positions,
  salt,
  SECONDS,
} from './forge.js';

/** What a hostile originator, bridge, partner or network may try on a block of entries. */
const keys = { origin: party(), release: party(), stranger: party() };
const { key, kid } = keys.origin.signing;
const HEADER = { alg: 'ES256', typ: BLOCK_TOKEN, kid };
const CLAIMS = {
  iss: 'MR',
  jti: 'b-1',
  iat: SECONDS,
  lst: 'vehicles',
  agr: 'mr-ml',
  cnf: { kid: keys.release.signing.kid },
};

const element = (value: unknown): string => base64url([salt(), value]);
const entry = (jti: string, groups: string[], changes: object = {}): string[] => [
  element({ jti, ver: 1, _sd: groups.map((each) => digest(each)), ...changes }),
  ...groups,
];
const instruction = disclosure('instruction', { action: 'SEIZE' });
const vehicle = disclosure('vehicle', { plate: 'DEMO-1' });
const other = disclosure('vehicle', { plate: 'DEMO-2' });

const elementsOf = (disclosures: string[]): object[] =>
  disclosures
    .filter((each) => (JSON.parse(Buffer.from(each, 'base64url').toString()) as unknown[]).length === 2)
    .map((each) => ({ '...': digest(each) }));

const block = (disclosures: string[], changes: object = {}): string =>
  forge({
    header: HEADER,
    payload: { ...CLAIMS, ent: elementsOf(disclosures), _sd_alg: 'sha-256', ...changes },
    disclosures,
    key,
  });

const read = (text: string) =>
  verifyBlock(text, {
    keyOf: (asked) => (asked === kid ? keys.origin.verification : null),
    complete: true,
    now: NOW,
    clockToleranceSeconds: 300,
  });
const outcome = (text: string): string => codeOf(() => read(text));

const first = entry('e-1', [instruction, vehicle]);
const second = entry('e-2', [disclosure('instruction', {}), other]);
const HOSTILE: [what: string, token: () => string, code: string][] = [
  ['an entry in clear', () => block([], { ent: [{ jti: 'e-1', ver: 1 }] }), 'PSR_DIGESTS_MALFORMED'],
  [
    'an entry that hides more beside its digest',
    () => block(first, { ent: [{ ...elementsOf(first)[0], jti: 'e-9' }] }),
    'PSR_DIGESTS_MALFORMED',
  ],
  ['entries that are no list', () => block([], { ent: { '...': digest('x') } }), 'PSR_DIGESTS_MALFORMED'],
  ['no entries', () => block([], { ent: undefined }), 'PSR_DIGESTS_MALFORMED'],
  ['an entry digest of another form', () => block([], { ent: [{ '...': 'x' }] }), 'PSR_DIGESTS_MALFORMED'],
  [
    'an entry digest twice',
    () => block(first, { ent: [...elementsOf(first), ...elementsOf(first)] }),
    'PSR_DIGEST_REPEATED',
  ],
  ['another hash', () => block(first, { _sd_alg: 'sha-512' }), 'PSR_DIGESTS_MALFORMED'],
  ['digests at the top', () => block(first, { _sd: [digest(vehicle)] }), 'PSR_DISCLOSURE_NESTED'],
  ['an injected entry', () => `${block(first)}${element({ jti: 'e-9' })}~`, 'PSR_DISCLOSURE_UNREFERENCED'],
  [
    'an entry twice',
    () => block([...first, ...first], { ent: elementsOf(first) }),
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  [
    'a group injected into an entry',
    () => `${block(first)}${disclosure('phones', ['1'])}~`,
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  ['a group before any entry', () => block([vehicle, ...first]), 'PSR_DISCLOSURE_UNREFERENCED'],
  [
    'a group moved to another entry',
    () => block([first[0]!, first[1]!, ...second, vehicle]),
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  [
    'a group of two entries',
    () => block([...entry('e-1', [vehicle]), ...entry('e-2', [vehicle])]),
    'PSR_DIGEST_REPEATED',
  ],
  [
    'a group digest that is also an entry',
    () => {
      const inner = element({ jti: 'e-2', ver: 1 });
      return block([...entry('e-1', [inner]), inner]);
    },
    'PSR_DIGEST_REPEATED',
  ],
  [
    'an entry inside an entry',
    () => {
      const inner = element({ jti: 'e-2', ver: 1 });
      return block(entry('e-1', [inner]), { ent: [{ '...': digest(entry('x', [])[0]!) }] });
    },
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  [
    'a digest twice within an entry',
    () => block([element({ jti: 'e-1', _sd: [digest(vehicle), digest(vehicle)] })]),
    'PSR_DIGEST_REPEATED',
  ],
  [
    'digests deep in an entry',
    () => block([element({ jti: 'e-1', more: { _sd: [digest(vehicle)] } })]),
    'PSR_DISCLOSURE_NESTED',
  ],
  [
    'a second hash in an entry',
    () => block([element({ jti: 'e-1', _sd_alg: 'sha-256' })]),
    'PSR_DISCLOSURE_NESTED',
  ],
  [
    'digests inside a group',
    () => block(entry('e-1', [disclosure('vehicle', { _sd: [] })])),
    'PSR_DISCLOSURE_NESTED',
  ],
  [
    'two groups of one name in an entry',
    () => block(entry('e-1', [vehicle, other])),
    'PSR_DISCLOSURE_REPEATED',
  ],
  ['a group twice', () => block([...entry('e-1', [vehicle]), vehicle]), 'PSR_DISCLOSURE_UNREFERENCED'],
  [
    'a group that overwrites a clear member',
    () => block(entry('e-1', [disclosure('ver', 9)])),
    'PSR_DISCLOSURE_NAME',
  ],
  [
    'a group with a reserved name',
    () => block(entry('e-1', [disclosure('iss', 'ML')])),
    'PSR_DISCLOSURE_NAME',
  ],
  ['an entry that is no object', () => block([element('e-1')]), 'PSR_DISCLOSURE_MALFORMED'],
  ['a disclosure of one part', () => `${block(first)}${base64url([salt()])}~`, 'PSR_DISCLOSURE_MALFORMED'],
  ['a short salt', () => block([base64url(['AAAA', { jti: 'e-1' }])]), 'PSR_DISCLOSURE_SALT'],
  [
    'the type of an alert',
    () => forge({ header: { ...HEADER, typ: 'passerelle-alert+sd-jwt' }, payload: CLAIMS, key }),
    'PSR_HEADER_TYPE',
  ],
  [
    'another key',
    () =>
      forge({
        header: HEADER,
        payload: { ...CLAIMS, ent: [], _sd_alg: 'sha-256' },
        key: keys.stranger.signing.key,
      }),
    'PSR_SIGNATURE_INVALID',
  ],
  ['a date in the future', () => block(first, { iat: SECONDS + 301 }), 'PSR_NOT_YET_VALID'],
  ['more than its size', () => `${block(first)}${'A'.repeat(MAX_BLOCK_BYTES)}~`, 'PSR_TOKEN_TOO_LARGE'],
  ['nothing but separators', () => '~'.repeat(5_000), 'PSR_DISCLOSURE_COUNT'],
  ['a release where none may be', () => `${block(first)}x`, 'PSR_RELEASE_UNEXPECTED'],
];

describe('a hostile block', () => {
  it('is read where nothing is wrong with it', () => {
    const { entries } = read(block([...first, ...second]));
    expect(entries.map(({ claims, groups }) => [claims['jti'], [...groups.keys()]])).toEqual([
      ['e-1', ['instruction', 'vehicle']],
      ['e-2', ['instruction', 'vehicle']],
    ]);
  });

  it.each(HOSTILE)('is refused with %s', (_, token, code) => {
    expect(outcome(token())).toBe(code);
  });

  it('is refused whichever character of it is changed', () => {
    const honest = block([...entry('e-1', [vehicle]), ...entry('e-2', [other])]);
    for (const at of positions(honest)) expect(outcome(flipped(honest, at))).not.toBe('accepted');
  });
});

const STATEMENT: Omit<ReleaseClaims, 'sd_hash'> = {
  aud: 'ML',
  iat: SECONDS,
  nonce: 'mr-ml/MR>ML/mr.released.ml.watchlist.v1/0/7',
  agh: digest('agreement'),
  apr: false,
  dec: digest('decision'),
};
const issued = issueBlock({
  claims: CLAIMS,
  entries: ['e-1', 'e-2', 'e-3'].map((jti) => ({
    claims: { jti, ver: 1, cat: `category of ${jti}` },
    groups: {
      instruction: { action: 'SEIZE' },
      vehicle: { plate: jti },
      source: { note: `source of ${jti}` },
    },
  })),
  padGroupsTo: 6,
  padEntriesTo: 16,
  key: keys.origin.signing,
  random: randomBytes,
});
const present = (kept: Record<string, string[]>): string => {
  const verified = read(issued.token);
  const chosen = verified.entries.filter(({ claims }) => String(claims['jti']) in kept);
  return presentBlock(verified, new Map(chosen.map((each) => [each, kept[String(each.claims['jti'])]!])), {
    key: keys.release.signing,
    claims: STATEMENT,
  });
};
const receive = (presentation: string, releaseKey = keys.release) =>
  verifyBlockPresentation(presentation, {
    originKeyOf: (asked) => (asked === kid ? keys.origin.verification : null),
    releaseKeyOf: (asked) => (asked === releaseKey.verification.kid ? releaseKey.verification : null),
    audience: 'ML',
    now: NOW,
    clockToleranceSeconds: 300,
  });

describe('a released block', () => {
  const presentation = present({ 'e-1': ['instruction', 'vehicle'], 'e-3': ['instruction'] });

  it('holds the released entries with their released groups, under the originator’s own signature', () => {
    const { entries, release } = receive(presentation);
    expect(entries.map(({ claims, groups }) => [claims['jti'], [...groups.keys()]])).toEqual([
      ['e-1', ['instruction', 'vehicle']],
      ['e-3', ['instruction']],
    ]);
    expect(entries.map((each) => each.digest)).toEqual([
      issued.entries[0]?.digest,
      issued.entries[2]?.digest,
    ]);
    expect(release.aud).toBe('ML');
  });

  it('holds nothing of a withheld entry, not even its category, and no withheld group', () => {
    const everything = presentation
      .split('~')
      .flatMap((part) => part.split('.'))
      .map((part) => Buffer.from(part, 'base64url').toString())
      .join('\n');
    for (const mark of ['"e-1"', '"e-3"', 'category of e-3']) expect(everything).toContain(mark);
    // In quotes, because salts and digests may hold the letters of an id by chance.
    for (const mark of ['"e-2"', 'category of e-2', 'source of']) expect(everything).not.toContain(mark);
  });

  it('has as many digests whatever was filled and whatever was kept', () => {
    const payload = JSON.parse(Buffer.from(issued.token.split('.')[1]!, 'base64url').toString()) as {
      ent: object[];
    };
    expect(payload.ent).toHaveLength(16);
    const { entries } = receive(present({ 'e-1': [] }));
    const [, value] = JSON.parse(Buffer.from(entries[0]!.element, 'base64url').toString()) as [
      string,
      Record<string, unknown>,
    ];
    expect(value['_sd']).toHaveLength(6);
  });

  it.each([
    [
      'another group put back',
      () => {
        const [, , source] = issued.entries[0]!.disclosures.slice(1);
        return presentation.replace(
          `~${issued.entries[2]!.disclosures[0]}`,
          `~${source}~${issued.entries[2]!.disclosures[0]}`,
        );
      },
      'PSR_RELEASE_DIGEST',
    ],
    [
      'an entry left out on the way',
      () => presentation.replace(`~${issued.entries[2]!.disclosures.slice(0, 2).join('~')}`, ''),
      'PSR_RELEASE_DIGEST',
    ],
    ['no release', () => issued.token, 'PSR_RELEASE_MISSING'],
  ])('is refused with %s', (_, text, code) => {
    expect(codeOf(() => receive(text()))).toBe(code);
  });

  it('is refused under another release key', () => {
    expect(codeOf(() => receive(presentation, keys.stranger))).toBe('PSR_KEY_UNKNOWN');
  });

  it('can not be made with a group that is not there, or by another bridge', () => {
    expect(codeOf(() => present({ 'e-1': ['phones'] }))).toBe('PSR_GROUP_ABSENT');
    const verified = read(issued.token);
    const foreign = { key: keys.stranger.signing, claims: STATEMENT };
    expect(codeOf(() => presentBlock(verified, new Map(), foreign))).toBe('PSR_RELEASE_KEY');
  });
});
