import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '@passerelle/testing';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importPKCS8, SignJWT } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import { ScriptedBrowser } from '../../e2e/support/scripted-browser.js';
import { AUDIENCE, CLIENT_ID, PASSWORDS, TestProvider } from './test-provider.js';

interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  error?: string;
}

const VERIFIER = 'a-code-verifier-that-is-long-enough-for-rfc-7636';

describe('the OpenID provider of a nation, for its officers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-openid-'));
  const grantsFile = join(folder, 'grants.json');
  const console = 'http://127.0.0.1:1';
  let provider: TestProvider;
  let browser: ScriptedBrowser;
  beforeEach(() => {
    browser = new ScriptedBrowser(console);
  });
  beforeAll(async () => {
    const [port] = await freePorts(1);
    provider = new TestProvider(`http://127.0.0.1:${port}`, console, grantsFile);
    await provider.start();
  });
  afterAll(async () => {
    await provider?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const authorizationUrl = (change: Record<string, string | undefined> = {}) => {
    const parameters = {
      client_id: CLIENT_ID,
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: `${console}/session/callback`,
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      prompt: 'login',
      state: 's',
      ...change,
    };
    const given = Object.entries(parameters).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    return `${provider.issuer}/auth?${new URLSearchParams(given).toString()}`;
  };
  const open = (change: Record<string, string | undefined> = {}) =>
    browser.navigate(authorizationUrl(change));
  const submit = (url: string, username: string, password: string) =>
    browser.request('POST', url, {
      body: new URLSearchParams({ username, password }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  async function codeFor(username: keyof typeof PASSWORDS): Promise<string> {
    const { url } = await open();
    const { headers } = await submit(url, username, PASSWORDS[username]);
    const finished = await browser.request('GET', headers.get('location')!);
    return new URL(finished.headers.get('location')!).searchParams.get('code')!;
  }

  async function tokens(form: Record<string, string>): Promise<Tokens> {
    const key = await importPKCS8(provider.clientKey, 'ES256');
    const assertion = await new SignJWT({ jti: randomUUID(), aud: provider.issuer })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(CLIENT_ID)
      .setSubject(CLIENT_ID)
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(key);
    const response = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        ...form,
      }),
    });
    return (await response.json()) as Tokens;
  }
  const exchange = (code: string, verifier = VERIFIER) =>
    tokens({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: `${console}/session/callback`,
    });
  const refresh = (token: string) => tokens({ grant_type: 'refresh_token', refresh_token: token });

  it('gives the console a token that says who, in which roles, at which post, for ten minutes', async () => {
    const given = await exchange(await codeFor('post1'));
    const claims = decodeJwt(given.access_token);
    expect(claims).toMatchObject({
      sub: 'post1',
      client_id: CLIENT_ID,
      aud: AUDIENCE,
      roles: ['post'],
      post: 'XA-ONE',
    });
    expect(claims.exp! - claims.iat!).toBe(600);
    expect(decodeProtectedHeader(given.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(given.id_token)).toMatchObject({ sub: 'post1', name: 'Poste', aud: CLIENT_ID });
  });

  it('gives nothing for a code without its verifier, nor twice for one code', async () => {
    expect(await exchange(await codeFor('desk1'), `another-${VERIFIER}`)).toMatchObject({
      error: 'invalid_grant',
    });
    const code = await codeFor('desk1');
    const first = await exchange(code);
    expect(await exchange(code)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with a plain challenge', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    ['for a token in the address', { response_type: 'token' }],
  ])('shows no form %s', async (_, change) => {
    const answer = await browser.request('GET', authorizationUrl(change));
    expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:1\/session\/callback.*error=/);
  });

  it.each([
    ['another place to go back to', { redirect_uri: 'https://elsewhere.example/' }],
    ['an unknown client', { client_id: 'xa-system' }],
  ])('sends nobody back with %s', async (_, change) => {
    const answer = await open(change);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(answer.body).toContain('La connexion n’a pas abouti');
  });

  it('renews a refresh token each time; one used twice ends the session, whoever used it', async () => {
    const first = await exchange(await codeFor('desk1'));
    const second = await refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  it('remembers over a restart who may refresh, in a file of its own', async () => {
    const given = await exchange(await codeFor('desk1'));
    await provider.stop();
    await provider.start();
    expect(await refresh(given.refresh_token)).toHaveProperty('access_token');
    expect(statSync(grantsFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(grantsFile, 'utf8')).not.toContain(PASSWORDS.desk1);
  });

  it('begins again with a form that a restart interrupted', async () => {
    const { url } = await open();
    await provider.stop();
    await provider.start();
    const answer = await submit(url, 'desk1', PASSWORDS.desk1);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(`href="${console}/session/sign-in?lang=fr"`);
  });

  it('asks the next officer at the same browser for a password of their own', async () => {
    await codeFor('chief');
    const { status, url } = await open({ prompt: undefined });
    expect([status, new URL(url).pathname.split('/')[1]]).toEqual([200, 'sign-in']);
    const next = await exchange(await codeFor('desk1'));
    expect(decodeJwt(next.access_token).sub).toBe('desk1');
  });

  describe('shows a form', () => {
    it('without a script, in a frame of nobody', async () => {
      const { body, headers } = await open();
      expect(body).not.toMatch(/<script|\son\w+=|javascript:/i);
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'sha256-${styleHash(body)}'; form-action 'self' ${console}; base-uri 'none'; frame-ancestors 'none'`,
      );
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it.each([
      ['fr', 'ltr', 'Se connecter'],
      ['ar', 'rtl', 'دخول'],
      ['en', 'ltr', 'Sign in'],
    ])('in %s, which reads %s', async (language, direction, button) => {
      const { body } = await open({ ui_locales: language });
      expect(body).toContain(`<html lang="${language}" dir="${direction}">`);
      expect(body).toContain(`<button>${button}</button>`);
    });

    it('that answers a wrong password and an unknown officer in the same words', async () => {
      const { url } = await open();
      const wrong = await submit(url, 'post1', 'guess');
      const unknown = await submit(url, 'nobody', 'guess');
      expect([wrong.status, unknown.status]).toEqual([401, 401]);
      expect(unknown.body.replace('nobody', 'post1')).toBe(wrong.body);
    });

    it('that repeats what was typed as text, and never the password', async () => {
      const { url } = await open();
      const { body } = await submit(url, '"><img src=x>', 'se<ret');
      expect(body).not.toContain('<img');
      expect(body).not.toContain('se<ret');
    });

    it('that stops listening after five wrong passwords, for this officer only', async () => {
      const { url } = await open();
      const statuses = [];
      for (let times = 0; times < 6; times += 1) statuses.push((await submit(url, 'chief', 'guess')).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
      expect((await submit(url, 'chief', PASSWORDS.chief)).status).toBe(429);
      expect((await submit(url, 'desk1', PASSWORDS.desk1)).status).toBe(303);
    });

    it('that judges no more than five guesses, also when they come at once', async () => {
      const { url } = await open();
      const guesses = Array.from({ length: 12 }, (_, guess) => submit(url, 'centre', `guess ${guess}`));
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(5);
      expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    });
  });
});

function styleHash(page: string): string {
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
  return createHash('sha256').update(style).digest('base64');
}
