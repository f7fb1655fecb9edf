import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Exchange, ScriptedBrowser } from '../../e2e/support/scripted-browser.js';
import { COOKIE, RunningOrigin } from './running-origin.js';
import { PASSWORDS } from './test-provider.js';

const problem = ({ status, body }: Exchange) => [status, (JSON.parse(body) as { code: string }).code];
const past = () => new Date(Date.now() - 1_000);

describe("an officer's session", () => {
  let origin: RunningOrigin;
  let browser: ScriptedBrowser;
  beforeAll(async () => {
    origin = await RunningOrigin.start();
  });
  afterAll(async () => {
    await origin?.stop();
  });
  beforeEach(async () => {
    await origin.forgetSessions();
    browser = new ScriptedBrowser(origin.url);
    await browser.signIn('desk1', PASSWORDS.desk1);
  });

  const change = (options: { headers?: Record<string, string>; csrf?: string } = {}) =>
    browser.call('POST', '/v1/whoami', { body: {}, ...options });

  describe('lets a change through', () => {
    it('with its token and the Origin of the console', async () => {
      expect((await change()).status).toBe(201);
    });

    it.each<[string, { headers?: Record<string, string>; csrf?: string }]>([
      ['no token', { csrf: '' }],
      ['a token of no session', { csrf: 'x'.repeat(43) }],
      ['the Origin of another port of the host', { headers: { origin: 'http://127.0.0.1:1' } }],
      ['no usable Origin', { headers: { origin: 'null' } }],
    ])('not with %s', async (_, options) => {
      expect(problem(await change(options))).toEqual([403, 'PSR_CSRF']);
    });

    it('not without an Origin', async () => {
      const { csrf = '' } = await browser.session();
      const answer = await browser.request('POST', `${origin.url}/v1/whoami`, {
        body: '{}',
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      });
      expect(problem(answer)).toEqual([403, 'PSR_CSRF']);
    });

    it('not with the token of a colleague', async () => {
      const colleague = new ScriptedBrowser(origin.url);
      await colleague.signIn('chief', PASSWORDS.chief);
      const { csrf = '' } = await colleague.session();
      expect(problem(await change({ csrf }))).toEqual([403, 'PSR_CSRF']);
    });

    it('not on its way to another service either', async () => {
      const before = origin.api.received.length;
      const answer = await browser.call('POST', '/api/v1/alerts', { body: {}, csrf: 'forged' });
      expect(problem(answer)).toEqual([403, 'PSR_CSRF']);
      expect(origin.api.received.length).toBe(before);
    });

    it('not to end itself', async () => {
      expect(problem(await browser.call('POST', '/session/sign-out', { csrf: 'forged' }))).toEqual([
        403,
        'PSR_CSRF',
      ]);
      expect((await browser.session()).signedIn).toBe(true);
    });
  });

  it('ends twelve hours after the sign-in, and says so', async () => {
    const { expiresAt = '' } = await browser.session();
    const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(12);
    await origin.letSessionsEnd();
    expect(problem(await browser.call('GET', '/v1/whoami'))).toEqual([401, 'PSR_SESSION_ENDED']);
    expect(browser.jar.get(COOKIE)).toBeUndefined();
    expect((await browser.session()).signedIn).toBe(false);
  });

  it('keeps answers out of every cache', async () => {
    for (const path of ['/session', '/v1/whoami', '/api/v1/alerts']) {
      expect((await browser.call('GET', path)).headers.get('cache-control')).toBe('no-store');
    }
  });

  it('ends with a sign-out, here and at the provider', async () => {
    const [kept] = await origin.tokens();
    const copy = new ScriptedBrowser(origin.url);
    copy.jar.set(browser.jar.get(COOKIE)!);
    expect((await browser.call('POST', '/session/sign-out')).status).toBe(204);
    expect(browser.jar.get(COOKIE)).toBeUndefined();
    expect(problem(await copy.call('GET', '/v1/whoami'))).toEqual([401, 'PSR_SESSION_ENDED']);
    expect(await origin.refresh(kept!.tokens)).toBeNull();
  });

  it('can be signed out of twice', async () => {
    await browser.call('POST', '/session/sign-out');
    expect((await browser.call('POST', '/session/sign-out')).status).toBe(204);
  });

  it('is not ended by a page elsewhere, whose request carries no cookie', async () => {
    const answer = await new ScriptedBrowser(origin.url).request('POST', `${origin.url}/session/sign-out`, {
      headers: { origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([204, []]);
  });

  it('is none where the cookie is no text', async () => {
    const stranger = new ScriptedBrowser(origin.url);
    stranger.jar.set({ name: COOKIE, value: 'j:%7B%22a%22:1%7D', path: '/', attributes: [] });
    expect(problem(await stranger.call('GET', '/v1/whoami'))).toEqual([401, 'PSR_TOKEN_REQUIRED']);
  });

  it('is kept so that who reads the table can use nothing of it', async () => {
    const { value } = browser.jar.get(COOKIE)!;
    const [kept] = await origin.tokens();
    const rows = await origin.rows();
    for (const secret of [value, kept!.tokens.accessToken, kept!.tokens.refreshToken, 'Permanence']) {
      expect(rows).not.toContain(secret);
    }
    const thief = new ScriptedBrowser(origin.url);
    thief.jar.set({ name: COOKIE, value: kept!.key, path: '/', attributes: [] });
    expect(problem(await thief.call('GET', '/v1/whoami'))).toEqual([401, 'PSR_SESSION_ENDED']);
  });

  describe('refreshes its access token', () => {
    it('once, when many requests need it at once, also on two instances of the desk', async () => {
      const other = new ScriptedBrowser(await origin.secondInstance());
      other.jar.set(browser.jar.get(COOKIE)!);
      await origin.letAccessTokensEnd(past());
      const [before] = await origin.tokens();
      const asked = origin.provider.tokenRequests;
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? browser : other).call('GET', '/v1/whoami')),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
      expect(origin.provider.tokenRequests - asked).toBe(1);
      const [after] = await origin.tokens();
      expect(after!.tokens.refreshToken).not.toBe(before!.tokens.refreshToken);
    });

    it('as often as it takes', async () => {
      for (let times = 0; times < 3; times += 1) {
        await origin.letAccessTokensEnd(past());
        expect((await browser.call('GET', '/v1/whoami')).status).toBe(200);
      }
    });

    it('after a restart of the provider', async () => {
      await origin.provider.stop();
      await origin.provider.start();
      await origin.letAccessTokensEnd(past());
      expect((await browser.call('GET', '/v1/whoami')).status).toBe(200);
    });

    it('not when the provider is away: what is still valid serves on, else the caller may try again', async () => {
      await origin.provider.stop();
      await origin.letAccessTokensEnd(new Date(Date.now() + 30_000));
      const served = await browser.call('GET', '/v1/whoami');
      await origin.letAccessTokensEnd(past());
      const refused = await browser.call('GET', '/v1/whoami');
      await origin.provider.start();
      expect(served.status).toBe(200);
      expect(problem(refused)).toEqual([503, 'PSR_SIGN_IN_UNAVAILABLE']);
      expect((await browser.call('GET', '/v1/whoami')).status).toBe(200);
    });

    it('and ends where the provider no longer knows it', async () => {
      const [kept] = await origin.tokens();
      await origin.revoke(kept!.tokens);
      await origin.letAccessTokensEnd(past());
      expect(problem(await browser.call('GET', '/v1/whoami'))).toEqual([401, 'PSR_SESSION_ENDED']);
      expect(await origin.tokens()).toEqual([]);
    });
  });

  it("is not opened by the other nation's cookie, nor is that shown to anybody", async () => {
    const { value } = browser.jar.get(COOKIE)!;
    const stranger = new ScriptedBrowser(origin.url);
    stranger.jar.set({ name: 'passerelle-xb', value, path: '/', attributes: [] });
    expect(problem(await stranger.call('GET', '/v1/whoami'))).toEqual([401, 'PSR_TOKEN_REQUIRED']);
    await stranger.call('GET', '/api/v1/alerts');
    expect(origin.api.received.at(-1)?.headers).not.toHaveProperty('cookie');
    expect(origin.api.received.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('counts for nothing where a machine shows its own bearer token', async () => {
    const answer = await browser.call('GET', '/v1/whoami', { headers: { authorization: 'Bearer x.y.z' } });
    expect(problem(answer)).toEqual([401, 'PSR_TOKEN_INVALID']);
    await browser.call('POST', '/api/v1/alerts', {
      body: {},
      csrf: 'none',
      headers: { authorization: 'Bearer x.y.z' },
    });
    expect(origin.api.received.at(-1)?.headers).toMatchObject({ authorization: 'Bearer x.y.z' });
    expect(origin.api.received.at(-1)?.headers).not.toHaveProperty('cookie');
  });
});
