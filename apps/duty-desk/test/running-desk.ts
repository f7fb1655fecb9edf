import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  createKafka,
  type KafkaClient,
  PartitionReader,
  PositionedKafkaStrategy,
  provisionCluster,
} from '@passerelle/kafka';
import { type AppUrls, provisionDatabases, runMigrations } from '@passerelle/persistence';
import {
  AccessTokens,
  Clock,
  createService,
  HealthRegistry,
  JsonLogger,
  loadConfig,
} from '@passerelle/runtime';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DUTY_DESK_API } from '../src/api.js';
import { DutyDeskConfig } from '../src/config.js';
import { DutyDeskModule } from '../src/duty-desk.module.js';
import { installOrigin } from '../src/origin.js';
import { EventReader } from './event-reader.js';

const PARTNER = 'QZ';
const quiet = new JsonLogger({ service: 'test', level: 'fatal' });

/** Real servers, as libs/testing starts them: a spec brings them. */
interface TestServer {
  stop(): Promise<void>;
}
interface TestKafka extends TestServer {
  brokers: string[];
}
interface TestPostgres extends TestServer {
  url: string;
}

export interface DeskServers {
  kafka: TestKafka;
  postgres: TestPostgres;
  directory: string;
  urls: AppUrls;
}

/** What the node would tell of a new alert; `Exercise`, so that nobody is paged unless a test says `Actual`. */
export const told = (change: object = {}) => ({
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

/**
 * A whole desk on real servers. The bearer token says who calls: `desk`, `desk2`, `supervisor`, `chief` (desk and
 * supervisor), `desk/QZ-AAA` (at a post), `desk~500` (with a token that lasts 500 ms).
 */
export class RunningDesk {
  app!: NestExpressApplication;
  base!: string;
  readonly #readers: EventReader[] = [];

  private constructor(
    readonly servers: DeskServers,
    readonly kafka: KafkaClient,
    readonly nation: string,
    private readonly options: DeskOptions,
  ) {}

  static async start(
    servers: [Promise<TestKafka>, Promise<TestPostgres>],
    options: DeskOptions = {},
  ): Promise<RunningDesk> {
    const [kafkaServer, postgres] = await Promise.all(servers);
    const kafka = createKafka({ clientId: 'test', brokers: kafkaServer.brokers }, quiet);
    const suffix = randomBytes(4).toString('hex');
    const databases = await provisionDatabases({
      adminUrl: postgres.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    const urls = databases['duty-desk'];
    await runMigrations('duty-desk', urls.ownerUrl);
    const directory = await mkdtemp(join(tmpdir(), 'passerelle-desk-'));
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(join(directory, 'client.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(join(directory, 'session.key'), randomBytes(32).toString('base64'));
    const nation = await unusedNation(kafka);
    const desk = new RunningDesk({ kafka: kafkaServer, postgres, directory, urls }, kafka, nation, options);
    await provisionCluster(kafka, desk.nation, [PARTNER], { acls: false });
    await desk.open(true);
    return desk;
  }

  async open(firstRun = false): Promise<void> {
    this.app = await this.instance(firstRun);
    await this.app.startAllMicroservices();
    await this.app.listen(0, '127.0.0.1');
    this.base = await this.app.getUrl();
  }

  /** One more instance of the desk, that neither consumes nor listens. */
  async instance(firstRun = false): Promise<NestExpressApplication> {
    const { directory, kafka, urls } = this.servers;
    const config = loadConfig(DutyDeskConfig, {
      NATION: this.nation,
      PARTNERS: PARTNER,
      HTTP_PORT: '0',
      LOG_LEVEL: 'fatal',
      KAFKA_BROKERS: kafka.brokers.join(','),
      LINK_FIRST_RUN: String(firstRun),
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_JWKS_URL: 'http://127.0.0.1:1/jwks',
      OIDC_AUDIENCE: 'nation',
      OIDC_CLIENT_ID: 'console',
      OIDC_CLIENT_KEY_FILE: join(directory, 'client.pem'),
      SESSION_KEY_FILE: join(directory, 'session.key'),
      PUBLIC_URL: 'http://127.0.0.1:1',
      API_URL: 'http://127.0.0.1:1',
      AUDITOR_URL: 'http://127.0.0.1:1',
      DATABASE_URL: urls.url,
      ...this.options.env?.(directory),
    });
    const app = await createService(DutyDeskModule.forRoot(config), {
      strategies: (created) => [created.get(PositionedKafkaStrategy)],
      api: DUTY_DESK_API,
      edge: installOrigin,
    });
    app.get(AccessTokens).verify = (token) => Promise.resolve(principalOf(token));
    const { now } = this.options;
    if (now) app.get(Clock).now = now;
    return app;
  }

  async close(): Promise<void> {
    this.#readers.forEach((reader) => reader.close());
    await this.app.close();
    await Promise.all([this.servers.kafka.stop(), this.servers.postgres.stop()]);
    await rm(this.servers.directory, { recursive: true, force: true });
  }

  request(path: string, token = 'desk', init: RequestInit = {}): Promise<Response> {
    const headers = [...new Headers(init.headers), ['authorization', `Bearer ${token}`]] as [
      string,
      string,
    ][];
    return fetch(`${this.base}/v1${path}`, { ...init, headers });
  }

  post(path: string, body: object = {}, token = 'desk', key?: string): Promise<Response> {
    return this.request(path, token, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    });
  }

  async get<T = { items: Record<string, unknown>[]; next: string | null }>(path: string): Promise<T> {
    return (await (await this.request(path)).json()) as T;
  }

  async listen(query = '', lastEventId?: string, token = 'desk'): Promise<EventReader> {
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const reader = new EventReader(await this.request(`/notifications/stream${query}`, token, { headers }));
    this.#readers.push(reader);
    return reader;
  }

  /** Writes to the topic that the node tells the desk by. */
  async tell(...values: unknown[]): Promise<void> {
    await this.#produce(values, {});
  }

  async tellReceipt(...values: unknown[]): Promise<void> {
    await this.#produce(values, { ce_type: 'receipt' });
  }

  /** Tells of an alert and waits until the desk has filed it. */
  async filed(change: object = {}): Promise<Filed> {
    const alert = told(change);
    await this.tell(alert);
    for (;;) {
      const item = await this.item(alert.alertId);
      if (item?.['version'] === alert.version && item['reason'] === alert.reason) return item;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async item(alertId: string): Promise<Filed | undefined> {
    return (await this.get(`/notifications?alertId=${alertId}`)).items[0] as Filed | undefined;
  }

  /** The journal of one notification: kind, and who, at which level, why. */
  async journal(notificationId: string): Promise<string[]> {
    const { items } = await this.get(`/notifications/${notificationId}/events`);
    return items.map(({ kind, by, level, reason }) => {
      const isAbout = kind === 'escalated' || kind === 'nobody-notified';
      return [kind, by, isAbout ? level : undefined, reason]
        .filter((part) => typeof part === 'string')
        .join(' ');
    });
  }

  /**
   * What reached a topic, from all its partitions, once `count` records of the alert are there.
   * @throws after half a minute, with the state of the links
   */
  async written(
    topic: 'desk-action' | 'evidence',
    alertId: unknown,
    count: number,
  ): Promise<Record<string, unknown>[]> {
    const name = `${this.nation.toLowerCase()}.${topic}.v1`;
    for (let found = -1, last = performance.now() + 30_000; performance.now() < last;) {
      const records = (await this.#records(name)).filter((record) => record['alertId'] === alertId);
      if (records.length >= count) return records;
      if (records.length > found) last = performance.now() + 30_000;
      found = records.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const state = await this.app.get(HealthRegistry).readiness();
    throw new Error(`${count} records of ${topic} did not arrive: ${JSON.stringify(state)}`);
  }

  async #produce(values: unknown[], headers: Record<string, string>): Promise<void> {
    const producer = this.kafka.producer();
    await producer.connect();
    const messages = values.map((value) => ({
      key: 'k',
      value: typeof value === 'string' ? value : JSON.stringify(value),
      headers,
    }));
    await producer.send({ topic: `${this.nation.toLowerCase()}.desk.v1`, messages });
    await producer.disconnect();
  }

  async #records(topic: string): Promise<Record<string, unknown>[]> {
    const admin = this.kafka.admin();
    await admin.connect();
    const values: Record<string, unknown>[] = [];
    for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
      const reader = await PartitionReader.open(this.kafka, [topic], partition);
      for (let next = 0n; next < BigInt(high);) {
        const fetched = (await reader.fetch(new Map([[topic, next]]), 200)).get(topic);
        const records = fetched?.records ?? [];
        values.push(...records.map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>));
        next = fetched?.next ?? BigInt(high);
      }
      await reader.close();
    }
    await admin.disconnect();
    return values;
  }
}

export type Filed = Record<string, unknown> & { notificationId: string; alertId: string };

export interface DeskOptions {
  /** The time as the desk sees it. */
  now?: () => Date;
  /** More of the environment; gets a directory for files. */
  env?: (directory: string) => Record<string, string>;
}

/** Specs share a broker: each desk needs a nation whose topics no other has written to. */
async function unusedNation(kafka: KafkaClient): Promise<string> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const topics = [{ topic: `desk-of-z${letter.toLowerCase()}` }];
      if (await admin.createTopics({ waitForLeaders: false, topics })) return `Z${letter}`;
    }
  } finally {
    await admin.disconnect();
  }
  throw new Error('every nation of the broker has a desk already');
}

function principalOf(token: string) {
  const [name = '', lasts] = token.split('~');
  const [subject = '', post] = name.split('/');
  const role = subject.replace(/\d/, '');
  return {
    subject,
    clientId: subject,
    roles: role === 'chief' ? ['supervisor', 'desk'] : [role],
    ...(post !== undefined && { post }),
    expiresAt: lasts === undefined ? new Date(8.64e15) : new Date(Date.now() + Number(lasts)),
  };
}
