import { beforeAll, describe, expect, it } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import { Machine, nationCodes, sandbox } from './support/sandbox.js';
import { ScriptedBrowser } from './support/scripted-browser.js';

const [here, there] = nationCodes();

interface User {
  username: string;
  password: string;
  role: string;
  roles: string[];
  post?: string;
}

describe('the desk as the one origin of its nation', () => {
  const { desk, console: address, users, api } = sandbox().nations[here]!;
  const user = (username: string) => (users as User[]).find((known) => known.username === username)!;
  const signIn = async (username: string): Promise<ScriptedBrowser> => {
    const browser = new ScriptedBrowser(address);
    await browser.signIn(username, user(username).password);
    return browser;
  };

  it('is where the console is, with an officer for every role', () => {
    expect(address).toBe(desk);
    const roles = (users as User[]).map(({ username, roles, role }) => [username, role, ...roles.slice(1)]);
    expect(roles).toEqual([
      ['desk1', 'desk'],
      ['desk2', 'desk'],
      ['post1', 'post'],
      ['supervisor', 'supervisor'],
      ['centre', 'national-centre'],
      ['chief', 'desk', 'supervisor'],
    ]);
    expect(user('post1').post).toMatch(new RegExp(`^${here}-`));
  });

  describe('forwards the machines that bring a bearer token', () => {
    const status = async (machine: Machine, path: string, headers: Record<string, string> = {}) => {
      const authorization = `Bearer ${await machine.token()}`;
      return await statusOf(`${desk}${path}`, { authorization, ...headers });
    };
    const [system, deskClient, auditor] = ['system', 'desk', 'auditor'].map(
      (name) => new Machine(here, name),
    ) as [Machine, Machine, Machine];

    it('to the service whose own answer they get', async () => {
      expect(await status(system, '/api/v1/alerts')).toBe(200);
      expect(await status(auditor, '/auditor/v1/history')).toBe(200);
      expect(await status(deskClient, '/v1/notifications')).toBe(200);
    });

    it('and are refused there where the role is missing, or the nation another', async () => {
      expect(await status(system, '/auditor/v1/history')).toBe(403);
      expect(await status(auditor, '/api/v1/alerts')).toBe(403);
      expect(await status(system, '/v1/notifications')).toBe(403);
      expect(await status(new Machine(there, 'system'), '/api/v1/alerts')).toBe(401);
    });

    it('with bodies, keys and entity tags untouched', async () => {
      const answer = await fetch(`${desk}/api/v1/alerts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await system.token()}`,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        },
        body: JSON.stringify(alertOf('STOLEN-OBJECT')),
      });
      expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"1"']);
      const { alertId } = (await answer.json()) as { alertId: string };
      expect((await system.call('api', 'GET', `/v1/alerts/${alertId}`)).status).toBe(200);
    });

    it('as strangers, where they bring none', async () => {
      for (const path of ['/api/v1/alerts', '/auditor/v1/history', '/v1/notifications']) {
        expect([path, await statusOf(`${desk}${path}`)]).toEqual([path, 401]);
      }
    });
  });

  describe('lets officers in', () => {
    let officer: ScriptedBrowser;
    beforeAll(async () => {
      officer = await signIn('desk1');
    });

    it('to what their roles open, and to no more', async () => {
      expect((await officer.call('GET', '/v1/notifications')).status).toBe(200);
      expect((await officer.call('GET', '/api/v1/alerts')).status).toBe(200);
      expect((await officer.call('GET', '/auditor/v1/history')).status).toBe(403);
    });

    it('with a cookie that no script reads, and no token anywhere', async () => {
      const cookie = officer.jar.get(`passerelle-${here.toLowerCase()}`)!;
      expect(cookie.attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
      const told = officer.seen.map(({ body, headers }) => `${body}${[...headers].flat().join()}`).join();
      expect(told).not.toMatch(/access_token|refresh_token|Bearer ey/);
    });

    it('under the policy of a page that runs nothing but its own files', async () => {
      const { headers } = await officer.navigate(`${address}/watch`);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none';script-src 'self';style-src 'self';/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('not into the other nation, with the same name, password or cookie', async () => {
      const abroad = new ScriptedBrowser(sandbox().nations[there]!.console);
      const refused = await abroad.signIn('desk1', user('desk1').password);
      expect(refused.status).toBe(401);
      const { value } = officer.jar.get(`passerelle-${here.toLowerCase()}`)!;
      abroad.jar.set({ name: `passerelle-${there.toLowerCase()}`, value, path: '/', attributes: [] });
      expect((await abroad.call('GET', '/v1/notifications')).status).toBe(401);
    });

    it('until they sign out', async () => {
      const leaving = await signIn('desk2');
      expect((await leaving.call('POST', '/session/sign-out')).status).toBe(204);
      expect((await leaving.session()).signedIn).toBe(false);
    });

    it('and are told nothing more once they signed out', async () => {
      const leaving = await signIn('desk2');
      const stream = await fetch(`${desk}/v1/notifications/stream?events=change`, {
        headers: { cookie: leaving.jar.header('/v1') },
      });
      expect(stream.status).toBe(200);
      await leaving.call('POST', '/session/sign-out');
      await stream.text(); // resolves at its end
    });
  });

  it('stays apart from the services behind it, which take bearer tokens only', async () => {
    const officer = await signIn('desk1');
    const cookie = officer.jar.header('/');
    expect(await statusOf(`${api}/v1/alerts`, { cookie })).toBe(401);
  });
});

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { headers });
  await answer.text(); // a body that nobody reads keeps its connection
  return answer.status;
}
