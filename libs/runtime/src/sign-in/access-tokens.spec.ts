import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Clock } from '../clock.js';
import { JwtAccessTokens } from './access-tokens.js';

const NOW = new Date('2026-11-23T08:00:00Z');
const seconds = NOW.getTime() / 1000;
const clock: Clock = { now: () => NOW };
const RULES = { issuer: 'http://id.example', audience: 'urn:nation:XA', jwksUrl: 'http://127.0.0.1:1/jwks' };

describe('access tokens', () => {
  let key: CryptoKey;
  let stranger: CryptoKey;
  let tokens: JwtAccessTokens;
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    stranger = (await generateKeyPair('ES256')).privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k' };
    tokens = new JwtAccessTokens(RULES, clock, createLocalJWKSet({ keys: [jwk] }));
  });

  const token = (claims: Record<string, unknown> = {}, header: object = {}, by = key): Promise<string> =>
    new SignJWT({
      iss: RULES.issuer,
      aud: RULES.audience,
      sub: 'desk1',
      client_id: 'xa-console',
      roles: ['system'],
      iat: seconds,
      exp: seconds + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k', ...header })
      .sign(by);

  it('tell the subject, its client and roles, and when they end', async () => {
    expect(await tokens.verify(await token())).toEqual({
      subject: 'desk1',
      clientId: 'xa-console',
      roles: ['system'],
      expiresAt: new Date((seconds + 300) * 1000),
    });
  });

  it('tell the post of an officer who serves at one', async () => {
    expect(await tokens.verify(await token({ post: 'XA-ONE' }))).toMatchObject({ post: 'XA-ONE' });
  });

  it('without roles give none', async () => {
    expect((await tokens.verify(await token({ roles: 'system' }))).roles).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['another issuer', { iss: 'http://other.example' }, {}],
    ['another audience', { aud: 'urn:nation:XB' }, {}],
    ['an end in the past', { exp: seconds - 60 }, {}],
    ['a beginning in the future', { nbf: seconds + 60 }, {}],
    ['no end', { exp: undefined }, {}],
    ['no subject', { sub: undefined }, {}],
    ['a subject that is no text', { sub: 7 }, {}],
    ['no client', { client_id: undefined }, {}],
    ['another type (an ID token)', {}, { typ: 'JWT' }],
    ['an unknown key', {}, { kid: 'other' }],
  ])('are refused with %s', async (_, claims, header) => {
    const refused = tokens.verify(await token(claims, header));
    await expect(refused).rejects.toMatchObject({ code: 'PSR_TOKEN_INVALID', status: 401 });
  });

  it("are refused with another's signature, with none, and as noise", async () => {
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.e30.`;
    for (const bad of [await token({}, {}, stranger), unsigned, 'noise']) {
      await expect(tokens.verify(bad)).rejects.toMatchObject({ status: 401 });
    }
  });

  it("can not be judged while the provider's keys are out of reach: the caller may try again", async () => {
    const unreachable = new JwtAccessTokens(RULES, clock);
    await expect(unreachable.verify(await token())).rejects.toMatchObject({ status: 503, retriable: true });
  });
});
