import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { canonicalBytes, digest } from '@passerelle/credential';
import { KafkaBatchContext } from '@passerelle/kafka';
import { createDataSource, provisionDatabases, runMigrations } from '@passerelle/persistence';
import { AccessTokens, createService, loadConfig } from '@passerelle/runtime';
import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AUDITOR_API } from './api.js';
import { AuditorModule } from './auditor.module.js';
import { AuditorConfig } from './config.js';
import { EvidenceConsumer } from './evidence/evidence.consumer.js';

interface Item extends Record<string, unknown> {
  at: string;
  kind: string;
}

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('the inspecting auditor', () => {
  let postgres: TestPostgres;
  let node: Server;
  let asked: IncomingMessage[];
  let nodeAnswers: number;
  let databaseUrl: string;
  let app: NestExpressApplication;
  let base: string;
  const offsets = { evidence: 0n, decision: 0n };

  beforeAll(async () => {
    postgres = await postgresForTests();
    const suffix = randomBytes(4).toString('hex');
    const { auditor } = await provisionDatabases({
      adminUrl: postgres.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    databaseUrl = auditor.url;
    await runMigrations('auditor', auditor.ownerUrl);
    asked = [];
    nodeAnswers = 200;
    node = createServer((request, response) => {
      asked.push(request);
      response.writeHead(nodeAnswers, { 'content-type': 'application/json' }).end('{"items":["disclosed"]}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => node.once('listening', resolve));
    const config = loadConfig(AuditorConfig, {
      NATION: 'XA',
      PARTNERS: 'XB',
      HTTP_PORT: '0',
      LOG_LEVEL: 'fatal',
      KAFKA_BROKERS: '127.0.0.1:1',
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_JWKS_URL: 'http://127.0.0.1:1/jwks',
      OIDC_AUDIENCE: 'nation',
      DATABASE_URL: databaseUrl,
      AUDITOR_ROLE: 'inspect',
      API_URL: `http://127.0.0.1:${(node.address() as AddressInfo).port}`,
    });
    app = await createService(AuditorModule.forRoot(config), { api: AUDITOR_API });
    app.get(AccessTokens).verify = (token) =>
      Promise.resolve({ subject: token, clientId: token, roles: [token], expiresAt: new Date(8.64e15) });
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    node?.close();
    await postgres?.stop();
  });

  const keep = async (
    topic: 'evidence' | 'decision',
    value: unknown,
    offset = offsets[topic]++,
  ): Promise<void> => {
    const record = {
      topic: `xa.${topic}.v1`,
      partition: 0,
      offset,
      key: 'k',
      value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      headers: {},
      timestamp: new Date('2026-11-23T12:00:00Z'),
    };
    await app.get(EvidenceConsumer)[topic]([record], new KafkaBatchContext('topic-id'));
  };
  const evidence = (kind: string, at: string, facts: object = {}) => ({
    id: randomUUID(),
    kind,
    at: `2026-11-23T${at}Z`,
    nation: 'XA',
    actor: 'national-node',
    digest: digest(kind),
    ...facts,
  });
  const get = (path: string, role = 'auditor'): Promise<Response> =>
    fetch(`${base}/v1/history${path}`, { headers: { authorization: `Bearer ${role}` } });
  const items = async (query: string): Promise<Item[]> =>
    ((await (await get(query)).json()) as { items: Item[] }).items;

  it('lists what happened to an alert in order, with the decision each step rests on', async () => {
    const alertId = randomUUID();
    const decision = {
      at: '2026-11-23T08:00:01Z',
      nation: 'XA',
      point: 'enforce',
      jti: 'j-1',
      ver: 1,
      agreement: { id: 'a', version: 1, hash: 'h' },
      facts: { category: 'CATTLE-THEFT', groups: ['livestock', 'source'] },
      decision: {
        outcome: 'release',
        clause: 'art-4',
        groups: ['livestock'],
        withheld: [{ group: 'source', clause: 'art-2' }],
      },
    };
    const decisionDigest = digest(canonicalBytes(decision));
    await keep(
      'evidence',
      evidence('released', '08:00:02.000', { jti: 'j-1', iss: 'XA', version: 1, decisionDigest }),
    );
    await keep(
      'evidence',
      evidence('issued', '08:00:00.000', { alertId, jti: 'j-1', iss: 'XA', version: 1 }),
    );
    await keep('evidence', evidence('released', '08:00:02.000', { jti: 'j-1', iss: 'XB', version: 1 }));
    await keep('decision', decision);
    const listed = await items(`?alertId=${alertId}`);
    expect(listed).toEqual([
      {
        at: '2026-11-23T08:00:00.000Z',
        kind: 'issued',
        nation: 'XA',
        alertId,
        version: 1,
        digest: digest('issued'),
      },
      {
        at: '2026-11-23T08:00:02.000Z',
        kind: 'released',
        nation: 'XA',
        alertId,
        version: 1,
        digest: digest('released'),
        decision: 'release',
        clause: 'art-4',
        facts: decision.facts,
        groups: ['livestock'],
        withheld: decision.decision.withheld,
      },
    ]);
  });

  it('keeps a redelivered record once', async () => {
    const alertId = randomUUID();
    const record = evidence('received', '09:00:00.000', { alertId });
    const offset = offsets.evidence++;
    await keep('evidence', record, offset);
    await keep('evidence', record, offset);
    expect(await items(`?alertId=${alertId}`)).toHaveLength(1);
  });

  it('keeps once what a restored service tells again, and both where the second tells something else', async () => {
    const alertId = randomUUID();
    const told = evidence('received', '09:10:00.000', { alertId });
    await keep('evidence', told);
    await keep('evidence', { ...told, at: '2026-11-23T11:00:00.000Z' });
    expect((await items(`?alertId=${alertId}`)).map(({ at }) => at)).toEqual([told.at]);
    for (const _ of [1, 2]) await keep('evidence', { ...told, digest: digest('something else') });
    expect(await items(`?alertId=${alertId}`)).toHaveLength(3);
  });

  it('keeps what it can not read as history, without its content', async () => {
    await keep('evidence', '{"kind":"Invented Person"');
    await keep('evidence', { ...evidence('issued', '10:00:00.000'), digest: 'short' });
    await keep('decision', '[]');
    const text = await (await get('?from=2026-11-23T12:00:00Z&to=2026-11-23T12:00:00Z')).text();
    expect((JSON.parse(text) as { items: Item[] }).items.map(({ kind }) => kind)).toEqual(
      Array(3).fill('unreadable'),
    );
    expect(text).not.toContain('Invented');
  });

  it('pages oldest first, within from and to', async () => {
    for (let n = 0; n < 130; n += 1) await keep('evidence', evidence('issued', '15:00:00.000'));
    const first = (await (await get('?from=2026-11-23T15:00:00Z')).json()) as { items: Item[]; next: string };
    expect(first.items).toHaveLength(100);
    const second = (await (await get(`?from=2026-11-23T15:00:00Z&cursor=${first.next}`)).json()) as {
      next: unknown;
      items: Item[];
    };
    expect([second.items.length, second.next]).toEqual([30, null]);
    const all = await items('');
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort());
    expect(await items('?to=2026-11-23T07:00:00Z')).toEqual([]);
  });

  it.each([
    ['?alertId=nobody', 'auditor', 422],
    ['?from=yesterday', 'auditor', 422],
    ['?cursor=abc', 'auditor', 400],
    ['?sort=name', 'auditor', 422],
    ['', 'system', 403],
    [`/${randomUUID()}/disclosures`, 'auditor', 403],
    ['/none/disclosures', 'disclosure', 404],
  ])('refuses %s to %s', async (path, role, status) => {
    expect((await get(path, role)).status).toBe(status);
  });

  it("opens disclosures with the caller's own right only, and says so when the node is away", async () => {
    const alertId = randomUUID();
    const answer = await get(`/${alertId}/disclosures`, 'disclosure');
    expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([
      200,
      '{"items":["disclosed"]}',
      'no-store',
    ]);
    expect([asked[0]?.url, asked[0]?.headers.authorization]).toEqual([
      `/v1/archive/alerts/${alertId}`,
      'Bearer disclosure',
    ]);
    nodeAnswers = 404;
    expect((await get(`/${alertId}/disclosures`, 'disclosure')).status).toBe(404);
    nodeAnswers = 500;
    expect((await get(`/${alertId}/disclosures`, 'disclosure')).status).toBe(502);
  });

  it.each([
    'update history_event set kind = null',
    'delete from history_event',
    'delete from decision_record',
  ])('leaves its login no right to: %s', async (sql) => {
    const dataSource = await createDataSource('auditor', databaseUrl).initialize();
    await expect(dataSource.query(sql)).rejects.toThrow('permission denied');
    await dataSource.destroy();
  });
});
