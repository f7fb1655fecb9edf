import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  CredentialError,
  decryptWithDataKey,
  encryptWithDataKey,
  importSealKey,
  MAX_SEALED_BYTES,
  MAX_TOKEN_BYTES,
  publicJwk,
  seal,
  unseal,
} from '../index.js';

const gate = generateKeyPairSync('x25519');
const recipient = importSealKey(publicJwk(gate.publicKey));
const keyOf = (kid: string): KeyObject | null => (kid === recipient.kid ? gate.privateKey : null);

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    return error.code;
  }
}

/** The sealed message with another member in its header. */
function withHeader(changes: object): string {
  const [header = '', ...rest] = seal('message', recipient).split('.');
  const changed = { ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), ...changes };
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}

const zeros = Buffer.alloc(32).toString('base64url');

describe('seal', () => {
  it('opens for its recipient only', () => {
    expect(unseal(seal('رسالة', recipient), keyOf).toString()).toBe('رسالة');
    const stranger = generateKeyPairSync('x25519').privateKey;
    expect(codeOf(() => unseal(seal('message', recipient), () => stranger))).toBe('PSR_SEAL_INVALID');
  });

  it('never gives the same bytes twice', () => {
    const [one, two] = [seal('message', recipient), seal('message', recipient)].map((jwe) => jwe.split('.'));
    for (const part of [0, 2, 3, 4]) expect(one?.[part]).not.toBe(two?.[part]);
  });

  it('has room for the largest token', () => {
    const sealed = seal('x'.repeat(MAX_TOKEN_BYTES), recipient);
    expect(sealed.length).toBeLessThanOrEqual(MAX_SEALED_BYTES);
    expect(unseal(sealed, keyOf)).toHaveLength(MAX_TOKEN_BYTES);
  });

  it('is refused whichever one character of it is changed', () => {
    const sealed = seal('message', recipient);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(codeOf(() => unseal(changed, keyOf))).not.toBe('accepted');
    }
  });

  it.each([
    ['an unknown kid', withHeader({ kid: 'x' }), 'PSR_SEAL_KEY_UNKNOWN'],
    ['another algorithm', withHeader({ alg: 'ECDH-ES+A256KW' }), 'PSR_HEADER_ALGORITHM'],
    ['another encryption', withHeader({ enc: 'A128CBC-HS256' }), 'PSR_HEADER_ALGORITHM'],
    ['another compression', withHeader({ zip: 'GZIP' }), 'PSR_HEADER_ALGORITHM'],
    ['no compression by name', withHeader({ zip: null }), 'PSR_HEADER_ALGORITHM'],
    ['compression that was not there', withHeader({ zip: 'DEF' }), 'PSR_SEAL_INVALID'],
    ['party information', withHeader({ apu: 'x' }), 'PSR_HEADER_MEMBER'],
    ['a member in need of understanding', withHeader({ crit: ['exp'] }), 'PSR_HEADER_MEMBER'],
    ['another content', withHeader({ cty: 'JWT' }), 'PSR_HEADER_TYPE'],
    [
      'an ephemeral key of another curve',
      withHeader({ epk: { kty: 'EC', crv: 'P-256' } }),
      'PSR_SEAL_MALFORMED',
    ],
    [
      'a private ephemeral key',
      withHeader({ epk: { kty: 'OKP', crv: 'X25519', x: zeros, d: zeros } }),
      'PSR_SEAL_MALFORMED',
    ],
    [
      'an ephemeral point of small order',
      withHeader({ epk: { kty: 'OKP', crv: 'X25519', x: zeros } }),
      'PSR_SEAL_INVALID',
    ],
    [
      'a short ephemeral key',
      withHeader({ epk: { kty: 'OKP', crv: 'X25519', x: 'AAAA' } }),
      'PSR_SEAL_MALFORMED',
    ],
    ['a short tag', seal('message', recipient).replace(/[^.]+$/, 'AAAA'), 'PSR_SEAL_MALFORMED'],
    ['four parts', 'a.b.c.d', 'PSR_BASE64URL_NOT_CANONICAL'],
    ['an encrypted key', seal('message', recipient).replace('..', '.AAAA.'), 'PSR_SEAL_MALFORMED'],
    ['nothing', '', 'PSR_SEAL_MALFORMED'],
    ['10 MB', 'x'.repeat(10_000_000), 'PSR_TOKEN_TOO_LARGE'],
  ])('refuses %s', (_, jwe, code) => {
    expect(codeOf(() => unseal(jwe, keyOf))).toBe(code);
  });
});

describe('a zipped seal', () => {
  const zipped = (text: string) => seal(text, recipient, { zip: true });

  it.each(['', 'رسالة', 'x'.repeat(MAX_TOKEN_BYTES)])('opens as what was sealed (%#)', (text) => {
    expect(unseal(zipped(text), keyOf).toString()).toBe(text);
  });

  it('takes a quarter less for what base64 had blown up', () => {
    const text = randomBytes(3_000).toString('base64url');
    expect(zipped(text).length).toBeLessThan(0.8 * seal(text, recipient).length);
  });

  it('is as long for a message that repeats a secret as for one that does not', () => {
    const secret = randomBytes(30).toString('base64url');
    const shuffled = secret.split('').toReversed().join('');
    const [guessed, missed] = [secret, shuffled].map((guess) => zipped(`${secret}~${guess}`).length);
    expect(guessed).toBe(missed);
  });

  it('is refused where it would grow beyond the largest message, before it does', () => {
    const bomb = zipped('x'.repeat(10_000_000));
    expect(bomb.length).toBeGreaterThan(MAX_SEALED_BYTES);
    expect(codeOf(() => unseal(bomb, keyOf))).toBe('PSR_TOKEN_TOO_LARGE');
    expect(codeOf(() => unseal(zipped('x'.repeat(300_000)), keyOf))).toBe('PSR_TOKEN_TOO_LARGE');
  });
});

describe('the data key', () => {
  const dataKey = randomBytes(32);
  const sealed = encryptWithDataKey(Buffer.from('groups'), dataKey, 'alert-1');

  it('opens what it closed, in its place', () => {
    expect(decryptWithDataKey(sealed, dataKey, 'alert-1').toString()).toBe('groups');
  });

  it.each([
    ['another key', () => decryptWithDataKey(sealed, randomBytes(32), 'alert-1'), 'PSR_SEAL_INVALID'],
    ['another place', () => decryptWithDataKey(sealed, dataKey, 'alert-2'), 'PSR_SEAL_INVALID'],
    [
      'another format',
      () => decryptWithDataKey(Buffer.concat([Buffer.of(2), sealed.subarray(1)]), dataKey, 'alert-1'),
      'PSR_SEAL_MALFORMED',
    ],
    [
      'too few bytes',
      () => decryptWithDataKey(sealed.subarray(0, 20), dataKey, 'alert-1'),
      'PSR_SEAL_MALFORMED',
    ],
    [
      'a changed byte',
      () =>
        decryptWithDataKey(
          Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)]),
          dataKey,
          'alert-1',
        ),
      'PSR_SEAL_INVALID',
    ],
    ['a key of 128 bits', () => encryptWithDataKey(sealed, randomBytes(16), 'alert-1'), 'PSR_KEY_UNSUITABLE'],
  ])('refuses %s', (_, action, code) => {
    expect(codeOf(action)).toBe(code);
  });
});
