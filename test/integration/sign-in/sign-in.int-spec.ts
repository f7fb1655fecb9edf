import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScriptedBrowser } from '../../e2e/support/scripted-browser.js';
import { COOKIE, RunningOrigin } from './running-origin.js';
import { PASSWORDS } from './test-provider.js';

describe('an officer signs in at the desk', () => {
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
  });

  const authorization = () => {
    const sent = browser.seen.find(({ url }) => url.startsWith(`${origin.provider.issuer}/auth?`));
    return new URL(sent!.url).searchParams;
  };
  const callback = () => browser.seen.find(({ url }) => url.includes('/session/callback?'))!;

  it('comes back to the page that was asked for, known by name, roles and post', async () => {
    const last = await browser.signIn('post1', PASSWORDS.post1, '/post?alert=7#top');
    expect(new URL(last.url).pathname).toBe('/post');
    expect(await browser.session()).toEqual({
      signedIn: true,
      subject: 'post1',
      name: 'Poste',
      roles: ['post'],
      post: 'XA-ONE',
      nation: 'XA',
      partners: ['XB'],
      posts: [{ code: 'XA-ONE', name: 'Post 1', lat: 15.6, lon: -9.3 }],
      demonstration: false,
      csrf: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.any(String),
    });
    expect(JSON.parse((await browser.call('GET', '/v1/whoami')).body)).toEqual({
      subject: 'post1',
      clientId: 'xa-console',
      roles: ['post'],
      post: 'XA-ONE',
    });
  });

  it('says to a stranger which nation this is, and nothing else', async () => {
    expect(await browser.session()).toEqual({
      signedIn: false,
      nation: 'XA',
      partners: [],
      demonstration: false,
    });
  });

  it('asks with PKCE (S256), state and nonce, for a password typed now', async () => {
    await browser.openForm();
    expect(Object.fromEntries(authorization())).toMatchObject({
      response_type: 'code',
      client_id: 'xa-console',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      prompt: 'login',
    });
  });

  it('gives the browser no token: not in a body, a header, a cookie or an address', async () => {
    await browser.signIn('desk1', PASSWORDS.desk1);
    await browser.call('GET', '/v1/whoami');
    await browser.call('GET', '/api/v1/alerts');
    await browser.call('POST', '/v1/whoami', { body: {} });
    const [kept] = await origin.tokens();
    const everything = browser.seen.map(({ url, headers, body }) =>
      [url, ...[...headers].flat(), body].join('\n'),
    );
    for (const secret of [kept!.tokens.accessToken, kept!.tokens.refreshToken, kept!.key]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(everything.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(everything.filter((text) => /at\+jwt|access_token|refresh_token/.test(text))).toEqual([]);
  });

  it('sets one cookie that scripts can not read and other sites can not use', async () => {
    await browser.signIn('desk1', PASSWORDS.desk1);
    expect(browser.jar.get(COOKIE)?.attributes).toEqual(
      expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']),
    );
    const ours = browser.jar.all.filter(({ name }) => !name.startsWith('passerelle-xa-id-'));
    expect(ours.map(({ name }) => name)).toEqual([COOKIE]);
  });

  it('lets nobody in with another password', async () => {
    const last = await browser.signIn('desk1', 'desk1');
    expect(last.status).toBe(401);
    expect((await browser.session()).signedIn).toBe(false);
  });

  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/\t/elsewhere.example/',
    'javascript:alert(1)',
    '/session/sign-out',
    'watch',
    `/${'a'.repeat(1_000)}`,
  ])('comes back to / when %j is asked for', async (returnTo) => {
    await browser.signIn('desk1', PASSWORDS.desk1, returnTo);
    expect(callback().headers.get('location')).toBe('/');
  });

  describe('refuses a callback', () => {
    const refused = { status: 302, location: '/?sign-in=failed' };
    const replay = async (by: ScriptedBrowser, url: string) => {
      const { status, headers } = await by.request('GET', url);
      return { status, location: headers.get('location') };
    };

    it('that comes a second time', async () => {
      await browser.signIn('desk1', PASSWORDS.desk1);
      expect(await replay(browser, callback().url)).toEqual(refused);
    });

    it('that comes a second time although the browser kept what it began with', async () => {
      await browser.openForm();
      const pending = browser.jar.all.find(({ name }) => name.startsWith(`${COOKIE}-sign-in-`))!;
      await browser.submit(browser.seen.at(-1)!, 'desk1', PASSWORDS.desk1);
      const { url } = callback();
      const thief = new ScriptedBrowser(origin.url);
      thief.jar.set(pending);
      expect(await replay(thief, url)).toEqual(refused);
    });

    it('that another browser began: nobody is signed in as somebody else', async () => {
      const attacker = browser;
      await attacker.openForm();
      const form = attacker.seen.at(-1)!;
      const submitted = await attacker.request('POST', form.url, {
        body: new URLSearchParams({ username: 'desk1', password: PASSWORDS.desk1 }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      const finished = await attacker.request('GET', submitted.headers.get('location')!);
      const victim = new ScriptedBrowser(origin.url);
      expect(await replay(victim, finished.headers.get('location')!)).toEqual(refused);
      expect((await victim.session()).signedIn).toBe(false);
    });

    it.each([
      ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
      ['another code', (url: URL) => url.searchParams.set('code', 'x'.repeat(43))],
      ['another issuer', (url: URL) => url.searchParams.set('iss', 'http://127.0.0.1:1')],
      ['an error', (url: URL) => url.searchParams.set('error', 'access_denied')],
    ])('with %s', async (_, change) => {
      await browser.openForm();
      const form = browser.seen.at(-1)!;
      const submitted = await browser.request('POST', form.url, {
        body: new URLSearchParams({ username: 'desk1', password: PASSWORDS.desk1 }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      const finished = await browser.request('GET', submitted.headers.get('location')!);
      const url = new URL(finished.headers.get('location')!);
      change(url);
      expect(await replay(browser, url.href)).toEqual(refused);
      expect((await browser.session()).signedIn).toBe(false);
    });
  });

  it('begins a new session whatever cookie was there before, and ends the old one', async () => {
    browser.jar.set({ name: COOKIE, value: 'planted', path: '/', attributes: [] });
    await browser.signIn('desk1', PASSWORDS.desk1);
    const first = browser.jar.get(COOKIE)!;
    expect(first.value).not.toBe('planted');
    await browser.signIn('chief', PASSWORDS.chief);
    expect(await browser.session()).toMatchObject({ subject: 'chief' });
    const late = new ScriptedBrowser(origin.url);
    late.jar.set(first);
    expect((await late.session()).signedIn).toBe(false);
  });

  it('keeps two sign-ins of one browser apart', async () => {
    const first = await browser.openForm('/first');
    await browser.openForm('/second');
    const last = await browser.submit(first, 'desk1', PASSWORDS.desk1);
    expect(new URL(last.url).pathname).toBe('/first');
  });

  it('can be finished however often one was begun', async () => {
    for (let times = 0; times < 12; times += 1) {
      await browser.request('GET', `${origin.url}/session/sign-in?return=/${'a'.repeat(900)}`);
    }
    const last = await browser.signIn('desk1', PASSWORDS.desk1, '/watch');
    expect(new URL(last.url).pathname).toBe('/watch');
    expect((await browser.session()).signedIn).toBe(true);
  });

  it('tells the console when the provider is away, and goes on when it is back', async () => {
    await origin.provider.stop();
    const started = new ScriptedBrowser(await origin.secondInstance());
    const refused = await started.request('GET', `${started.desk}/session/sign-in`);
    expect(refused.headers.get('location')).toBe('/?sign-in=unavailable');
    await origin.provider.start();
    const accepted = await started.request('GET', `${started.desk}/session/sign-in`);
    expect(accepted.headers.get('location')).toContain(`${origin.provider.issuer}/auth?`);
  });
});
