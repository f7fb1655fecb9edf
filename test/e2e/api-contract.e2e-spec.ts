import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { alertOf } from './support/alerts.js';
import { asAnother } from './support/minted-token.js';
import { type Answer, copySeen, Machine, nationCodes, receiptsOf } from './support/sandbox.js';

/** What the black-box contract says about alerts, by HTTP on the running system. */
const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');
const document = (change: object = {}) => alertOf('STOLEN-VEHICLE', { status: 'Test', ...change });
const get = (alertId: string) => system.call('api', 'GET', `/v1/alerts/${alertId}`);
const problem = (status: number, code: string) => ({ status, body: { status, code } });

const post = (
  options: { body?: unknown; raw?: string; headers?: Record<string, string> },
  path = '/v1/alerts',
): Promise<Answer> =>
  system.call('api', 'POST', path, {
    ...options,
    headers: { 'idempotency-key': randomUUID(), ...options.headers },
  });

describe('issuing', () => {
  it('answers 201 with id, version and state, a strong ETag, and the document under its id', async () => {
    const issued = await system.issue(document());
    expect(issued).toMatchObject({ status: 201, body: { version: 1, state: 'active' } });
    expect(Object.keys(issued.body).sort()).toEqual(['alertId', 'state', 'version']);
    expect(issued.headers.get('etag')).toBe('"1"');
    const read = await get(issued.body.alertId);
    expect(read).toMatchObject({
      status: 200,
      body: { ...issued.body, origin: here, category: 'STOLEN-VEHICLE' },
    });
    expect(read.headers.get('etag')).toBe('"1"');
  });

  it.each([['none'], [''], ['x'.repeat(256)]])('needs an Idempotency-Key, not %j', async (key) => {
    const headers: Record<string, string> = key === 'none' ? {} : { 'idempotency-key': key };
    const answer = await system.call('api', 'POST', '/v1/alerts', { body: document(), headers });
    expect(answer).toMatchObject(problem(400, 'PSR_IDEMPOTENCY_KEY_REQUIRED'));
  });

  it('gives the stored answer to the same key and body, in whatever order its members stand', async () => {
    const key = randomUUID();
    const body = document();
    const first = await system.issue(body, key);
    const again = await system.issue(Object.fromEntries(Object.entries(body).toReversed()), key);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([201, first.body, '"1"']);
    await system.update(first.body.alertId, 1, body);
    expect((await system.issue(body, key)).body).toEqual(first.body);
  });

  it('answers 409 to the same key with another body, and a refused body leaves the key free', async () => {
    const key = randomUUID();
    expect((await system.issue(document({ category: 'GOSSIP' }), key)).status).toBe(422);
    expect((await system.issue(document({ legalGround: 'POLITICAL' }), key)).status).toBe(422);
    expect((await system.issue(document(), key)).status).toBe(201);
    expect(await system.issue(document(), key)).toMatchObject(problem(409, 'PSR_IDEMPOTENCY_KEY_REUSED'));
  });

  it('relates the key of one client to no other client', async () => {
    const key = randomUUID();
    const first = await system.issue(document(), key);
    const other = await post({
      body: document(),
      headers: { 'idempotency-key': key, ...(await asAnother(system)) },
    });
    expect(other.status).toBe(201);
    expect(other.body['alertId']).not.toBe(first.body.alertId);
    expect((await partner.issue(document(), key)).status).toBe(201);
  });

  it('makes one alert of thirty identical requests at once', async () => {
    const key = randomUUID();
    const body = document();
    const answers = await Promise.all(Array.from({ length: 30 }, () => system.issue(body, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body.alertId)).size).toBe(1);
  });

  it('shares the alerts of a nation among its clients', async () => {
    const { body } = await system.issue(document());
    const read = await system.call('api', 'GET', `/v1/alerts/${body.alertId}`, {
      headers: await asAnother(system),
    });
    expect(read.status).toBe(200);
  });
});

describe('updating and withdrawing', () => {
  it('makes no version of an update that changes nothing, in whatever order its members stand', async () => {
    const body = document();
    const { alertId } = (await system.issue(body)).body;
    const same = await put(
      alertId,
      { 'if-match': '"1"' },
      Object.fromEntries(Object.entries(body).toReversed()),
    );
    expect(same).toMatchObject({ status: 200, body: { alertId, version: 1, state: 'active' } });
    expect(same.headers.get('etag')).toBe('"1"');
    const accepted = (await receiptsOf(system, alertId)).filter(({ kind }) => kind === 'accepted');
    expect(accepted).toHaveLength(1);
  });

  const put = (alertId: string, headers: Record<string, string>, body: unknown = document()) =>
    system.call('api', 'PUT', `/v1/alerts/${alertId}`, { body, headers });

  it('needs If-Match: 428 without, 412 for any other version, weak or unknown tags', async () => {
    const { alertId } = (await system.issue(document())).body;
    expect(await put(alertId, {})).toMatchObject(problem(428, 'PSR_IF_MATCH_REQUIRED'));
    for (const stale of ['"2"', '"0"', 'W/"1"', '*', '1', '"x"', '"99999999999999999999"']) {
      expect(await put(alertId, { 'if-match': stale })).toMatchObject(problem(412, 'PSR_VERSION_STALE'));
    }
    const updated = await put(alertId, { 'if-match': '"1"' });
    expect(updated).toMatchObject({ status: 200, body: { alertId, version: 2, state: 'active' } });
    expect(updated.headers.get('etag')).toBe('"2"');
  });

  it('lets one of two concurrent updates win', async () => {
    const { alertId } = (await system.issue(document())).body;
    const both = await Promise.all([
      put(alertId, { 'if-match': '"1"' }),
      put(alertId, { 'if-match': '"1"' }),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412]);
  });

  it('withdraws once; again is 200, and an update 409', async () => {
    const { alertId } = (await system.issue(document())).body;
    const first = await system.withdraw(alertId);
    expect(first).toMatchObject({ status: 200, body: { alertId, version: 2, state: 'withdrawn' } });
    expect((await system.withdraw(alertId, 'mistaken')).body).toEqual(first.body);
    expect(await put(alertId, { 'if-match': '"2"' })).toMatchObject(problem(409, 'PSR_ALERT_ENDED'));
    expect((await get(alertId)).body).toEqual({ alertId, version: 2, state: 'withdrawn', origin: here });
  });

  it('refuses a reason that only the system gives', async () => {
    const { alertId } = (await system.issue(document())).body;
    for (const reason of ['no-longer-shared', 'expired', '', undefined]) {
      const answer = await post({ body: { reason } }, `/v1/alerts/${alertId}/withdrawal`);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: '/reason' }] } });
    }
  });

  it('changes no foreign alert: 403', async () => {
    const { alertId } = (await partner.issue(document())).body;
    const copy = await copySeen(system, alertId);
    expect(await put(copy.alertId, { 'if-match': '"1"' })).toMatchObject(problem(403, 'PSR_ALERT_FOREIGN'));
    expect(await system.withdraw(copy.alertId)).toMatchObject(problem(403, 'PSR_ALERT_FOREIGN'));
  });

  it.each([[randomUUID()], ['x'], ['%00'], ["'"], ['%E0%A4%A'], ['..%2f..']])(
    'knows no alert %s',
    async (id) => {
      const expected = id === '%E0%A4%A' ? [400] : [404];
      const answers = [
        await get(id),
        await put(id, { 'if-match': '"1"' }),
        await post({ body: { reason: 'other' } }, `/v1/alerts/${id}/withdrawal`),
        await system.call('api', 'GET', `/v1/alerts/${id}/receipts`),
      ];
      for (const { status } of answers) expect(expected).toContain(status);
    },
  );
});

describe('previewing', () => {
  it('stores nothing and promises nothing for what may not leave', async () => {
    const before = await system.all('api', '/v1/alerts');
    const refused = await system.call<{ previews: object[] }>('api', 'POST', '/v1/alerts/preview', {
      body: document({ handling: 'H3' }),
    });
    expect(refused.status).toBe(200);
    expect(refused.body.previews).toMatchObject([{ partner: there, decision: 'withhold', released: {} }]);
    expect(await system.all('api', '/v1/alerts')).toHaveLength(before.length);
  });
});

describe('lists', () => {
  interface Item {
    alertId: string;
    origin: string;
    category: string;
  }

  it('give at most 100, oldest first, with a cursor that repeats the filters, and null at the end', async () => {
    const since = new Date().toISOString();
    const ids: string[] = [];
    for (let n = 0; n < 103; n += 1)
      ids.push((await system.issue(document({ category: 'DRUGS' }))).body.alertId);
    await system.issue(document());
    const path = `/v1/alerts?origin=${here}&category=DRUGS&since=${since}`;
    const first = await system.call<{ items: Item[]; next: string | null }>('api', 'GET', path);
    expect(first.body.items.map(({ alertId }) => alertId)).toEqual(ids.slice(0, 100));
    const second = await system.call<{ items: Item[]; next: string | null }>(
      'api',
      'GET',
      `${path}&cursor=${encodeURIComponent(first.body.next!)}`,
    );
    expect(second.body.items.map(({ alertId }) => alertId)).toEqual(ids.slice(100));
    expect(second.body.next).toBeNull();
  });

  it('filter by origin, category and time', async () => {
    const mine = await system.all<Item>('api', `/v1/alerts?origin=${here}`);
    expect(new Set(mine.map(({ origin }) => origin))).toEqual(new Set([here]));
    const later = await system.call('api', 'GET', '/v1/alerts?since=2099-01-01T00:00:00Z');
    expect(later.body).toEqual({ items: [], next: null });
  });

  it.each([
    ['/v1/alerts?origin=mr', 422],
    ['/v1/alerts?category=GOSSIP', 422],
    ['/v1/alerts?category=ARMS&category=DRUGS', 422],
    ['/v1/alerts?since=yesterday', 422],
    ['/v1/alerts?since=2026-02-30T00:00:00Z', 422],
    ['/v1/alerts?limit=5', 422],
    ['/v1/alerts?cursor=x', 400],
    ['/v1/alerts?cursor=%00', 422],
  ])('refuse %s with %i', async (path, status) => {
    expect((await system.call('api', 'GET', path)).status).toBe(status);
  });

  it('receipts tell kind, time and who', async () => {
    const { alertId } = (await system.issue(document())).body;
    expect(await receiptsOf(system, alertId)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'accepted', by: { nation: here, role: 'national-node' } }),
      ]),
    );
  });
});

describe('what later issues bring', () => {
  it.each([
    ['api', 'POST', '/v1/watchlists/x/entries'],
    ['api', 'DELETE', '/v1/watchlists/x/entries/y'],
    ['api', 'POST', '/v1/screenings'],
    ['api', 'POST', '/v1/hits'],
    ['auditor', 'POST', '/v1/replays'],
    ['auditor', 'GET', '/v1/evidence/x'],
  ] as const)('is absent: %s %s %s', async (service, method, path) => {
    const body = method === 'GET' ? {} : { body: {} };
    expect((await system.call(service, method, path, body)).status).toBe(404);
  });
});
