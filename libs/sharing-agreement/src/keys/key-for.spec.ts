import { describe, expect, it } from '@jest/globals';
import type { AgreementKey, SharingAgreement } from '../agreement/agreement.js';
import { keyFor, keysOf } from './key-for.js';

const key = (kid: string, changes: Partial<AgreementKey> = {}): AgreementKey => ({
  nation: 'MR',
  role: 'origin',
  jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid },
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2026-07-01T00:00:00Z',
  ...changes,
});

const agreement = {
  keys: [
    key('short'),
    key('long', { notAfter: '2027-01-01T00:00:00Z' }),
    key('revoked', { revokedSince: '2026-03-01T00:00:00Z' }),
    key('partner', { nation: 'ML' }),
    key('release', { role: 'release' }),
  ],
} as SharingAgreement;

const find = (
  kid: string,
  at = '2026-06-01T00:00:00Z',
  role: AgreementKey['role'] = 'origin',
  nation = 'MR',
) => keyFor(agreement, nation, role, kid, new Date(at));

describe('keyFor', () => {
  it('finds the key pinned to this nation, role and kid', () => {
    expect(find('short')).toMatchObject({ found: true, jwk: { kid: 'short' } });
  });

  it.each([
    ['a kid that the agreement does not name', find('stranger'), 'unknown-key'],
    ['the key of the other nation', find('partner'), 'unknown-key'],
    ['the key of another role', find('release'), 'unknown-key'],
    ['a key a moment before it is valid', find('short', '2025-12-31T23:59:59.999Z'), 'not-yet-valid'],
    ['a key at the moment it ends', find('short', '2026-07-01T00:00:00Z'), 'expired'],
    ['a key at the moment of its revocation', find('revoked', '2026-03-01T00:00:00Z'), 'revoked'],
  ])('refuses %s', (_, outcome, reason) => {
    expect(outcome).toEqual({ found: false, reason });
  });

  it('still finds a revoked key for what was signed before the revocation', () => {
    expect(find('revoked', '2026-02-28T23:59:59Z')).toMatchObject({ found: true });
  });
});

describe('keysOf', () => {
  it('offers the usable keys of a role, the one valid longest first', () => {
    const keys = keysOf(agreement, 'MR', 'origin', new Date('2026-06-01T00:00:00Z'));
    expect(keys.map(({ kid }) => kid)).toEqual(['long', 'short']);
  });
});
