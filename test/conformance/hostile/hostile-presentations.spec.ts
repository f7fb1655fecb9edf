import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  ALERT_TOKEN,
  digest,
  issueToken,
  presentToken,
  RECEIPT_TOKEN,
  type ReleaseClaims,
  type TokenType,
  verifyPresentation,
  verifyToken,
} from '@passerelle/credential';
import {
  base64url,
  codeOf,
  disclosure,
  flipped,
  NOW,
  party,
  positions,
  SECONDS,
  signed,
  twinSignature,
} from './forge.js';

/** What a hostile bridge, partner or network may try on the release (crypto-audit §3 and §9). */
const keys = { origin: party(), receipt: party(), release: party(), stranger: party() };
const release = keys.release.signing;

const issue = (typ: TokenType, changes: object = {}, signer = keys.origin) =>
  issueToken({
    typ,
    claims: {
      iss: 'MR',
      jti: 'a-1',
      ver: 1,
      iat: SECONDS - 60,
      exp: SECONDS + 3600,
      agr: 'mr-ml',
      cnf: { kid: release.kid },
      ...changes,
    },
    groups: { instruction: { action: 'ARREST' }, identity: { names: [] }, source: { note: 'withheld' } },
    padTo: 20,
    key: signer.signing,
    random: randomBytes,
  });

const keyIn = (known: Record<string, ReturnType<typeof party>>) => (kid: string) =>
  Object.values(known).find(({ verification }) => verification.kid === kid)?.verification ?? null;

const complete = (token: string, typ: TokenType = ALERT_TOKEN) =>
  verifyToken(token, { typ, keyOf: keyIn(keys), complete: true, now: NOW, clockToleranceSeconds: 300 });

const STATEMENT: Omit<ReleaseClaims, 'sd_hash'> = {
  aud: 'ML',
  iat: SECONDS,
  nonce: 'mr-ml/MR>ML/mr.released.ml.alert.urgent.v1/0/7',
  agh: digest('agreement'),
  apr: false,
  dec: digest('decision'),
};

const { token } = issue(ALERT_TOKEN);
const present = (groups = ['instruction', 'identity'], changes: Partial<ReleaseClaims> = {}, of = token) =>
  presentToken(complete(of), groups, { key: release, claims: { ...STATEMENT, ...changes } });

const receive = (presentation: string, changes: object = {}) =>
  verifyPresentation(presentation, {
    typ: ALERT_TOKEN,
    originKeyOf: keyIn({ origin: keys.origin }),
    releaseKeyOf: keyIn({ release: keys.release }),
    audience: 'ML',
    now: NOW,
    clockToleranceSeconds: 300,
    ...changes,
  });

const outcome = (presentation: string, changes: object = {}): string =>
  codeOf(() => receive(presentation, changes));

/** The honest presentation with a release that states something else, or is made otherwise. */
function released(changes: object = {}, header: object = {}, signer = release, stripped = present()): string {
  const presented = stripped.slice(0, stripped.lastIndexOf('~') + 1);
  const claims = { ...STATEMENT, sd_hash: digest(presented), ...changes };
  const input = `${base64url({ alg: 'ES256', typ: 'kb+jwt', kid: release.kid, ...header })}.${base64url(claims)}`;
  return presented + signed(input, signer.key);
}

const without = (name: keyof ReleaseClaims): string => released({ [name]: undefined });
const [withIdentity, withoutIdentity] = [present(), present(['instruction'])];
const releaseOf = (presentation: string): string => presentation.slice(presentation.lastIndexOf('~') + 1);

const HOSTILE: [what: string, presentation: () => string, code: string][] = [
  ['no release', () => token, 'PSR_RELEASE_MISSING'],
  [
    'the release of another message',
    () => present().replace(/[^~]+$/, releaseOf(present([], {}, issue(ALERT_TOKEN).token))),
    'PSR_RELEASE_DIGEST',
  ],
  [
    'a group more than was released',
    () => withIdentity.replace(/[^~]+$/, releaseOf(withoutIdentity)),
    'PSR_RELEASE_DIGEST',
  ],
  [
    'a group fewer than was released',
    () => withoutIdentity.replace(/[^~]+$/, releaseOf(withIdentity)),
    'PSR_RELEASE_DIGEST',
  ],
  [
    'an injected group',
    () => withIdentity.replace(/~([^~]+)$/, `~${disclosure('phones', ['1'])}~$1`),
    'PSR_DISCLOSURE_UNREFERENCED',
  ],
  [
    'a release by a stranger under the right kid',
    () => released({}, {}, keys.stranger.signing),
    'PSR_SIGNATURE_INVALID',
  ],
  [
    'a release by a stranger under its own kid',
    () => released({}, { kid: keys.stranger.signing.kid }, keys.stranger.signing),
    'PSR_RELEASE_KEY',
  ],
  [
    'a release by the origin key',
    () => released({}, { kid: keys.origin.signing.kid }, keys.origin.signing),
    'PSR_RELEASE_KEY',
  ],
  ['a release that brings its key', () => released({}, { jwk: {} }), 'PSR_HEADER_MEMBER'],
  ['a release with crit', () => released({}, { crit: ['x'] }), 'PSR_HEADER_MEMBER'],
  ['a release without signature', () => present().replace(/\.[^.]+$/, '.'), 'PSR_SIGNATURE_INVALID'],
  ['a release of alg none', () => released({}, { alg: 'none' }), 'PSR_HEADER_ALGORITHM'],
  ['a release of the wrong typ', () => released({}, { typ: 'JWT' }), 'PSR_HEADER_TYPE'],
  ['a release for another nation', () => released({ aud: 'SN' }), 'PSR_RELEASE_AUDIENCE'],
  ['a release for a list of nations', () => released({ aud: ['ML', 'SN'] }), 'PSR_CLAIM_TYPE'],
  ['a release from the future', () => released({ iat: SECONDS + 301 }), 'PSR_RELEASE_TIME'],
  ['an ancient release', () => released({ iat: SECONDS - 15 * 86_400 }), 'PSR_RELEASE_TIME'],
  ['a release older than the message', () => released({ iat: SECONDS - 600 }), 'PSR_RELEASE_TIME'],
  ['a release time as text', () => released({ iat: String(SECONDS) }), 'PSR_CLAIM_TYPE'],
  ['an approval as text', () => released({ apr: 'false' }), 'PSR_CLAIM_TYPE'],
  ['an unknown claim in the release', () => released({ x: 1 }), 'PSR_CLAIM_TYPE'],
  ['another hash of what is presented', () => released({ sd_hash: digest('x') }), 'PSR_RELEASE_DIGEST'],
  ['a nonce of the other direction', () => released({ nonce: 'mr-ml/ML>MR/t/0/7' }), 'PSR_RELEASE_NONCE'],
  ['a nonce of another agreement', () => released({ nonce: 'mr-sn/MR>ML/t/0/7' }), 'PSR_RELEASE_NONCE'],
  ['a nonce with a leading zero', () => released({ nonce: 'mr-ml/MR>ML/t/0/07' }), 'PSR_RELEASE_NONCE'],
  ['a nonce with a part more', () => released({ nonce: 'mr-ml/MR>ML/t/0/7/8' }), 'PSR_RELEASE_NONCE'],
  ['an empty nonce', () => released({ nonce: '' }), 'PSR_RELEASE_NONCE'],
  ...(['aud', 'iat', 'nonce', 'sd_hash', 'agh', 'apr', 'dec'] as const).map(
    (name): [string, () => string, string] => [
      `a release without ${name}`,
      () => without(name),
      'PSR_CLAIM_TYPE',
    ],
  ),
];

describe('a hostile presentation', () => {
  it('is set against honest ones that are accepted, fresh or after days at a cut link', () => {
    expect(outcome(present())).toBe('accepted');
    expect(outcome(released())).toBe('accepted');
    const days = new Date(NOW.getTime() + 3 * 86_400_000);
    const lasting = issue(ALERT_TOKEN, { exp: SECONDS + 30 * 86_400 }).token;
    expect(outcome(present(['instruction'], {}, lasting), { now: days })).toBe('accepted');
  });

  it.each(HOSTILE)('is refused: %s', (_, build, code) => {
    expect(outcome(build())).toBe(code);
  });

  it('is refused whichever one character of it is changed', () => {
    const honest = present();
    const survivors = positions(honest).filter((at) => outcome(flipped(honest, at)) === 'accepted');
    expect(survivors).toEqual([]);
  });

  it('is refused by every nation but the one it is released to', () => {
    expect(outcome(present(), { audience: 'SN' })).toBe('PSR_RELEASE_AUDIENCE');
  });

  it('is refused where the originator names no release key, or another', () => {
    const unbound = issue(ALERT_TOKEN, { cnf: undefined }).token;
    expect(outcome(present(['instruction'], {}, unbound))).toBe('PSR_RELEASE_KEY');
    const other = issue(ALERT_TOKEN, { cnf: { kid: keys.stranger.signing.kid } }).token;
    expect(codeOf(() => present(['instruction'], {}, other))).toBe('PSR_RELEASE_KEY');
  });

  it('has no second identity through either malleable signature', () => {
    const honest = present();
    const [jwt = '', ...rest] = honest.split('~');
    // The release states the hash of the exact bytes, so a twin of the originator's signature cannot pass at all.
    expect(outcome([twinSignature(jwt), ...rest].join('~'))).toBe('PSR_RELEASE_DIGEST');
    const twin = honest.replace(/[^~]+$/, twinSignature(releaseOf(honest)));
    expect(twin).not.toBe(honest);
    expect(receive(twin).releaseDigest).toBe(receive(honest).releaseDigest);
    expect(receive(twin).digest).toBe(receive(honest).digest);
  });

  it('carries no byte of what was withheld, and keeps the identity of the message', () => {
    const received = receive(present(['instruction']));
    expect([...received.groups.keys()]).toEqual(['instruction']);
    expect(received.digest).toBe(complete(token).digest);
    const withheld = complete(token).disclosures.get('source') ?? '';
    expect(present(['instruction'])).not.toContain(withheld);
  });

  it('shares no digest with the same alert issued again', () => {
    const digests = (issued: string): string[] => {
      const payload = Buffer.from(issued.split('.')[1] ?? '', 'base64url').toString();
      return (JSON.parse(payload) as Record<'_sd', string[]>)['_sd'];
    };
    const again = new Set(digests(issue(ALERT_TOKEN).token));
    expect(again.size).toBe(20);
    expect(digests(token).filter((each) => again.has(each))).toEqual([]);
  });
});

describe('every role on every type', () => {
  const TYPES = [ALERT_TOKEN, RECEIPT_TOKEN] as const;
  const ROLES = ['origin', 'receipt', 'release', 'stranger'] as const;
  const SIGNER = { [ALERT_TOKEN]: 'origin', [RECEIPT_TOKEN]: 'receipt' } as const;
  const cases = TYPES.flatMap((made) => TYPES.flatMap((read) => ROLES.map((role) => ({ made, read, role }))));

  it.each(cases)(
    'reads a $made signed by $role as a $read only where all three agree',
    ({ made, read, role }) => {
      const { token } = issue(made, {}, keys[role]);
      const pinned = keyIn({ pinned: keys[SIGNER[read]] });
      const result = codeOf(() =>
        verifyToken(token, { typ: read, keyOf: pinned, now: NOW, clockToleranceSeconds: 300 }),
      );
      expect(result === 'accepted').toBe(made === read && SIGNER[read] === role);
    },
  );

  it('reads no release as a token and no token as a release', () => {
    const releaseJwt = `${releaseOf(present())}~`;
    expect(codeOf(() => complete(releaseJwt))).toBe('PSR_HEADER_TYPE');
    const asRelease = present().replace(/[^~]+$/, token.split('~')[0] ?? '');
    expect(outcome(asRelease)).toBe('PSR_HEADER_TYPE');
  });
});
