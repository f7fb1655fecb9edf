import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createKafka,
  type KafkaClient,
  PartitionReader,
  PositionedKafkaStrategy,
  provisionCluster,
} from '@passerelle/kafka';
import { type AppUrls, provisionDatabases, runMigrations } from '@passerelle/persistence';
import { AccessTokens, createService, JsonLogger, loadConfig } from '@passerelle/runtime';
import { kafkaForTests, postgresForTests, type TestKafka, type TestPostgres } from '@passerelle/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { DUTY_DESK_API } from './api.js';
import { DutyDeskConfig } from './config.js';
import { DutyDeskModule } from './duty-desk.module.js';
import { EventReader } from '../test/event-reader.js';

/** Letters of a nation of its own, so that runs may share a broker. */
const NATION = `X${String.fromCharCode(65 + Math.floor(Math.random() * 26))}`;
const nation = NATION.toLowerCase();
const PARTNER = 'QZ';
const quiet = new JsonLogger({ service: 'test', level: 'fatal' });

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('the duty desk', () => {
  let kafkaServer: TestKafka;
  let postgres: TestPostgres;
  let kafka: KafkaClient;
  let urls: AppUrls;
  let app: NestExpressApplication;
  let base: string;
  const readers: EventReader[] = [];

  beforeAll(async () => {
    [kafkaServer, postgres] = await Promise.all([kafkaForTests(), postgresForTests()]);
    kafka = createKafka({ clientId: 'test', brokers: kafkaServer.brokers }, quiet);
    await provisionCluster(kafka, NATION, [PARTNER], { acls: false });
    const suffix = randomBytes(4).toString('hex');
    const databases = await provisionDatabases({
      adminUrl: postgres.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    urls = databases['duty-desk'];
    await runMigrations('duty-desk', urls.ownerUrl);
    await start(true);
  }, 120_000);
  afterAll(async () => {
    readers.forEach((reader) => reader.close());
    await app?.close();
    await Promise.all([kafkaServer?.stop(), postgres?.stop()]);
  });

  const start = async (firstRun: boolean): Promise<void> => {
    const config = loadConfig(DutyDeskConfig, {
      NATION,
      PARTNERS: PARTNER,
      HTTP_PORT: '0',
      LOG_LEVEL: 'fatal',
      KAFKA_BROKERS: kafkaServer.brokers.join(','),
      LINK_FIRST_RUN: String(firstRun),
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_JWKS_URL: 'http://127.0.0.1:1/jwks',
      OIDC_AUDIENCE: 'nation',
      DATABASE_URL: urls.url,
    });
    app = await createService(DutyDeskModule.forRoot(config), {
      strategies: (created) => [created.get(PositionedKafkaStrategy)],
      api: DUTY_DESK_API,
    });
    app.get(AccessTokens).verify = (token) =>
      Promise.resolve({
        subject: token,
        clientId: token,
        roles: [token.replace(/\d/, '')],
        expiresAt: new Date(8.64e15),
      });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  };

  const request = (path: string, client = 'desk', init: RequestInit = {}): Promise<Response> =>
    fetch(`${base}/v1/notifications${path}`, {
      ...init,
      headers: [...new Headers(init.headers), ['authorization', `Bearer ${client}`]],
    });
  const acknowledge = (id: string, client = 'desk', body = '{}'): Promise<Response> =>
    request(`/${id}/acknowledgement`, client, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
  const listen = async (lastEventId?: string): Promise<EventReader> => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const reader = new EventReader(await request('/stream', 'desk', { headers }));
    readers.push(reader);
    return reader;
  };

  const told = (change: object = {}) => ({
    alertId: randomUUID(),
    originAlertId: randomUUID(),
    origin: PARTNER,
    version: 1,
    category: 'CATTLE-THEFT',
    urgency: 'urgent',
    status: 'Exercise',
    reason: 'new',
    at: '2026-11-23T08:00:00.000Z',
    ...change,
  });
  const tell = async (...values: unknown[]): Promise<void> => {
    const producer = kafka.producer();
    await producer.connect();
    const messages = values.map((value) => ({
      key: 'k',
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }));
    await producer.send({ topic: `${nation}.desk.v1`, messages });
    await producer.disconnect();
  };
  const listed = async (): Promise<{ notificationId: string; alertId: string }[]> =>
    ((await (await request('')).json()) as { items: { notificationId: string; alertId: string }[] }).items;
  const notificationOf = async (alertId: string) => (await listed()).find((item) => item.alertId === alertId);

  it('shows an alert on the stream and in the list, one notification for all its versions', async () => {
    const stream = await listen();
    const alert = told();
    await tell(alert, { ...alert, version: 2, reason: 'updated' }, { ...alert, version: 1 });
    const [first, second] = [await stream.next(), await stream.next()];
    expect(first.event).toBe('notification');
    expect(first.data).toEqual({ ...alert, notificationId: expect.any(String) });
    expect(second.data).toMatchObject({
      version: 2,
      reason: 'updated',
      notificationId: first.data['notificationId'],
    });
    expect(Number(second.id)).toBeGreaterThan(Number(first.id));
    expect((await listed()).filter((item) => item.alertId === alert.alertId)).toEqual([
      { ...alert, version: 2, reason: 'updated', state: 'new', notificationId: first.data['notificationId'] },
    ]);
  });

  it('resumes a stream after the event it ended with, and sends old ones to nobody else', async () => {
    const stream = await listen();
    const alerts = [told(), told(), told()];
    await tell(...alerts);
    const first = await stream.next();
    await stream.next();
    const resumed = await listen(first.id);
    expect([(await resumed.next()).data['alertId'], (await resumed.next()).data['alertId']]).toEqual([
      alerts[1]?.alertId,
      alerts[2]?.alertId,
    ]);
    const fresh = await listen();
    const later = told();
    await tell(later);
    expect((await fresh.next()).data['alertId']).toBe(later.alertId);
    expect((await request('/stream', 'desk', { headers: { 'last-event-id': 'x' } })).status).toBe(400);
  });

  it('passes by a record it can not read', async () => {
    const stream = await listen();
    const alert = told();
    await tell('not json', { alertId: 'nobody' }, alert);
    expect((await stream.next()).data['alertId']).toBe(alert.alertId);
  });

  it('lets one officer take charge, also after a withdrawal, and tells node and auditors once', async () => {
    const stream = await listen();
    const alert = told();
    await tell(alert, { ...alert, version: 2, reason: 'withdrawn' });
    await stream.next();
    const { data } = await stream.next();
    const id = String(data['notificationId']);
    const statuses = [];
    for (const client of ['desk', 'desk', 'desk2']) statuses.push((await acknowledge(id, client)).status);
    expect(statuses).toEqual([200, 200, 409]);
    expect(await (await acknowledge(id)).json()).toEqual({ notificationId: id, state: 'acknowledged' });
    expect(await notificationOf(alert.alertId)).toMatchObject({ state: 'acknowledged', reason: 'withdrawn' });

    const actions = await written('desk-action');
    expect(actions.filter((action) => action['alertId'] === alert.alertId)).toEqual([
      {
        actionId: expect.any(String),
        notificationId: id,
        alertId: alert.alertId,
        action: 'acknowledged',
        role: 'desk',
        at: expect.any(String),
      },
    ]);
    const evidence = await written('evidence');
    expect(evidence.filter((record) => record['alertId'] === alert.alertId)).toMatchObject([
      { kind: 'acknowledged', nation: NATION, version: 2, digest: expect.stringMatching(/^[\w-]{43}$/) },
    ]);
  });

  it.each([
    ['an unknown notification', randomUUID(), '{}', 'desk', 404],
    ['an id of another form', 'none', '{}', 'desk', 404],
    ['a member in the empty document', randomUUID(), '{"by":"me"}', 'desk', 422],
    ['another role', randomUUID(), '{}', 'system', 403],
  ])('refuses an acknowledgement of/with %s', async (_, id, body, client, status) => {
    expect((await acknowledge(id, client, body)).status).toBe(status);
  });

  it('goes on after a restart where it was, and shows nothing twice', async () => {
    const stream = await listen();
    await tell(told());
    const last = await stream.next();
    const before = await listed();
    await app.close();
    const missed = told();
    await tell(missed);
    await start(false);
    const resumed = await listen(last.id);
    expect((await resumed.next()).data['alertId']).toBe(missed.alertId);
    expect((await listed()).length).toBe(before.length + 1);
    const readiness = async (): Promise<unknown> => await (await fetch(`${base}/health/ready`)).json();
    for (let tries = 0; tries < 50 && !((await readiness()) as { ready: boolean }).ready; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await readiness()).toEqual({
      ready: true,
      checks: {
        database: 'ok',
        notifications: 'ok',
        [`${nation}-desk-outbox-desk-action`]: 'ok',
        [`${nation}-desk-outbox-evidence`]: 'ok',
      },
    });
  });

  /** What reached a topic, from all its partitions. */
  const written = async (topic: 'desk-action' | 'evidence'): Promise<Record<string, unknown>[]> => {
    const name = `${nation}.${topic}.v1`;
    const admin = kafka.admin();
    await admin.connect();
    const offsets = async () => await admin.fetchTopicOffsets(name);
    for (let tries = 0; tries < 100 && (await offsets()).every(({ high }) => high === '0'); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const values: Record<string, unknown>[] = [];
    for (const { partition, high } of await offsets()) {
      const reader = await PartitionReader.open(kafka, [name], partition);
      for (let next = 0n; next < BigInt(high);) {
        const fetched = (await reader.fetch(new Map([[name, next]]), 200)).get(name);
        values.push(
          ...(fetched?.records ?? []).map(
            ({ value }) => JSON.parse(String(value)) as Record<string, unknown>,
          ),
        );
        next = fetched?.next ?? BigInt(high);
      }
      await reader.close();
    }
    await admin.disconnect();
    return values;
  };
});
