import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ALERT_TOKEN, issueToken, type IssueInput, publicJwk, RECEIPT_TOKEN, verifyToken } from '../index.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { kid } = publicJwk(publicKey);
const NOW = new Date('2026-06-01T00:00:00Z');

const input = (changes: Partial<IssueInput> = {}): IssueInput => ({
  typ: ALERT_TOKEN,
  claims: { iss: 'MR', iat: NOW.getTime() / 1000 },
  groups: { instruction: { action: 'INFORM' }, identity: { names: ['محمد'] } },
  padTo: 20,
  key: { kid, key: privateKey },
  random: randomBytes,
  ...changes,
});

const payloadOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

const verify = (token: string, typ: IssueInput['typ'] = ALERT_TOKEN) =>
  verifyToken(token, { typ, keyOf: () => ({ kid, key: publicKey }), now: NOW, clockToleranceSeconds: 0 });

describe('issueToken', () => {
  it('signs clear claims and groups that read back', () => {
    const { token, digest } = issueToken(input());
    const verified = verify(token);
    expect(verified.claims).toEqual(input().claims);
    expect(Object.fromEntries(verified.groups)).toEqual(input().groups);
    expect(verified.digest).toBe(digest);
  });

  it.each([0, 1, 5, 20])('shows the same number of digests for %i groups', (count) => {
    const groups = Object.fromEntries(Array.from({ length: count }, (_, index) => [`group-${index}`, index]));
    expect(payloadOf(issueToken(input({ groups })).token)['_sd']).toHaveLength(20);
  });

  it('sorts its digests, so that their order says nothing', () => {
    const digests = payloadOf(issueToken(input()).token)['_sd'] as string[];
    expect(digests).toEqual([...digests].sort());
  });

  it('takes 128 fresh bits for every salt', () => {
    const asked: number[] = [];
    const random = (bytes: number): Buffer => {
      asked.push(bytes);
      return randomBytes(bytes);
    };
    issueToken(input({ random, padTo: 2 }));
    expect(asked).toEqual([16, 16]);
  });

  it('issues a receipt without groups as a token without digests', () => {
    const { token } = issueToken(input({ typ: RECEIPT_TOKEN, groups: {}, padTo: 0 }));
    expect(payloadOf(token)).toEqual(input().claims);
    expect(verify(token, RECEIPT_TOKEN).groups.size).toBe(0);
  });

  it.each(['iss', 'exp', 'cnf', '_sd', '...'])('refuses a group named %s', (name) => {
    expect(() => issueToken(input({ groups: { [name]: 1 } }))).toThrow('PSR_DISCLOSURE_NAME');
  });

  it('refuses more groups than there are places, a key that is not P-256, and a token above 64 KB', () => {
    expect(() => issueToken(input({ padTo: 1 }))).toThrow('PSR_DISCLOSURE_COUNT');
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    expect(() => issueToken(input({ key: { kid, key: p384 } }))).toThrow('PSR_KEY_UNSUITABLE');
    expect(() => issueToken(input({ groups: { narrative: 'x'.repeat(64 * 1024) } }))).toThrow(
      'PSR_TOKEN_TOO_LARGE',
    );
  });
});
