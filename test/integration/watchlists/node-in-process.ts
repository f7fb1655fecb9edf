import { Test, type TestingModule } from '@nestjs/testing';
import {
  createDataSource,
  type DatabaseApp,
  provisionDatabases,
  runMigrations,
} from '@passerelle/persistence';
import {
  KafkaBatchContext,
  type KafkaRecord,
  type Lane,
  LANES,
  type TopicRegistry,
  topicRegistry,
} from '@passerelle/kafka';
import { AgreementRegistry } from '@passerelle/keys';
import type { OutputRecord, SourceRecord } from '@passerelle/link';
import { Clock } from '@passerelle/runtime';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { enforceTransform } from '../../../apps/bridge/src/enforce/enforce.transform.js';
import type { Enforcement } from '../../../apps/bridge/src/enforce/enforcement.js';
import { InboundConsumer } from '../../../apps/national-node/src/admission/inbound.consumer.js';
import { AgreementFeed } from '../../../apps/national-node/src/agreements/agreement-feed.js';
import { NationalNodeConfig } from '../../../apps/national-node/src/config.js';
import { OutboxLinks } from '../../../apps/national-node/src/kafka/outbox-links.js';
import { NationalNodeModule } from '../../../apps/national-node/src/national-node.module.js';
import { OutcomeConsumer } from '../../../apps/national-node/src/outcomes/outcome.consumer.js';
import { KAFKA } from '../../../apps/national-node/src/tokens.js';
import type { TwoNations } from '../../border/two-nations.js';

/** Something a node announced, on its way. */
export interface Announced {
  destination: string;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

/**
 * A national node as it is wired, with real databases and without Kafka: what it announces is taken out of its outbox
 * by hand, its bridge is the pure transform, and nothing happens by the clock.
 */
export class NodeInProcess {
  readonly topics: TopicRegistry;
  readonly #sequences = new Map<string, bigint>();
  readonly #offsets = new Map<string, bigint>();

  private constructor(
    readonly nation: string,
    readonly partner: string,
    readonly module: TestingModule,
    readonly database: DataSource,
    readonly vault: DataSource,
    private readonly nations: TwoNations,
    private readonly directory: string,
    private readonly ownerUrl: string,
  ) {
    this.topics = topicRegistry(nation, [partner]);
  }

  static async start(
    nation: string,
    partner: string,
    nations: TwoNations,
    adminUrl: string,
  ): Promise<NodeInProcess> {
    const urls = await databases(adminUrl);
    const directory = await mkdtemp(join(tmpdir(), 'passerelle-node-'));
    const config = await configOf(nation, partner, nations, urls, directory);
    const module = await Test.createTestingModule({ imports: [NationalNodeModule.forRoot(config)] })
      .overrideProvider(KAFKA)
      .useValue({})
      .overrideProvider(AgreementFeed)
      .useValue({})
      .overrideProvider(OutboxLinks)
      .useValue({})
      .overrideProvider(AgreementRegistry)
      .useValue(nations.registries[nation])
      .overrideProvider(Clock)
      .useValue(nations.clock)
      .compile();
    const database = await createDataSource('national-node', urls['national-node'].url).initialize();
    const vault = await createDataSource('vault', urls.vault.url).initialize();
    return new NodeInProcess(
      nation,
      partner,
      module,
      database,
      vault,
      nations,
      directory,
      urls['national-node'].ownerUrl,
    );
  }

  get<T>(token: abstract new (...parameters: never[]) => T): T {
    return this.module.get(token, { strict: false });
  }

  /** Everything announced since the last time, in order; then it is gone from the outbox. */
  async announced(): Promise<Announced[]> {
    const [rows] = await this.database.query<[(Announced & { id: string })[], number]>(
      'delete from outbox returning id, destination, key, value, headers',
    );
    return rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
  }

  /** The lane a record is handed to our bridge on; null for anything else a node announces. */
  laneOf({ destination }: Announced): Lane | null {
    return LANES.find((lane) => this.topics.outbound(lane) === destination) ?? null;
  }

  /** What our bridge makes of it, under the agreement as it is now. */
  async enforced(record: Announced, lane: Lane): Promise<OutputRecord[]> {
    const { bridgeSeal, release } = this.nations.keysOf(this.nation);
    const enforcement: Enforcement = {
      nation: this.nation,
      agreements: this.nations.registries[this.nation]!,
      topics: this.topics,
      releaseKey: release,
      bridgeSeal,
      clock: this.nations.clock,
      ids: { uuid: randomUUID },
      random: randomBytes,
    };
    const source: SourceRecord = {
      topic: record.destination,
      partition: 0,
      offset: 0n,
      key: record.key,
      value: record.value,
      headers: record.headers,
      timestamp: this.nations.clock.now(),
    };
    const context = {
      sourceTopic: source.topic,
      sourcePartition: 0,
      nextSequence: (topic: string) => this.#next(this.#sequences, topic),
    };
    return await enforceTransform(lane, this.topics.enforceLink(lane), enforcement)(source, context);
  }

  /** The bridge's word about what it decided. */
  async hearOutcome(record: OutputRecord): Promise<void> {
    await this.get(OutcomeConsumer).outcome([this.#arriving(record.topic, record)], this.#context());
  }

  /** What the partner's bridge delivered on a lane. */
  async receive(record: OutputRecord, lane: Lane): Promise<void> {
    const consumer = this.get(InboundConsumer);
    const arriving = [this.#arriving(this.topics.inbound(this.partner, lane), record)];
    if (lane === 'watchlist') await consumer.watchlistBlocks(arriving, this.#context());
    else if (lane === 'receipt') await consumer.receiptsOfAlerts(arriving, this.#context());
    else if (lane === 'control') await consumer.controlMessages(arriving, this.#context());
    else if (lane === 'alert.urgent') await consumer.urgentAlerts(arriving, this.#context());
    else await consumer.routineAlerts(arriving, this.#context());
  }

  /** A hand in the tables, as no service has one. */
  async tamper(statement: string, parameters: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: this.ownerUrl });
    await client.connect();
    try {
      await client.query('set search_path to national_node');
      await client.query(statement, parameters);
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.module.close();
    await this.database.destroy();
    await this.vault.destroy();
    await rm(this.directory, { recursive: true, force: true });
  }

  #arriving(topic: string, { key, value, headers = {} }: OutputRecord): KafkaRecord {
    return {
      topic,
      partition: 0,
      offset: this.#next(this.#offsets, topic),
      key,
      value: Buffer.from(value),
      headers,
      timestamp: this.nations.clock.now(),
    };
  }

  #context(): KafkaBatchContext {
    return new KafkaBatchContext(null as never);
  }

  #next(counts: Map<string, bigint>, name: string): bigint {
    const next = counts.get(name) ?? 0n;
    counts.set(name, next + 1n);
    return next;
  }
}

type Urls = Record<DatabaseApp, { url: string; ownerUrl: string }>;

async function databases(adminUrl: string): Promise<Urls> {
  const suffix = randomBytes(4).toString('hex');
  const urls = await provisionDatabases({
    adminUrl,
    passwordOf: () => 'invented',
    databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
  });
  await runMigrations('national-node', urls['national-node'].ownerUrl);
  await runMigrations('vault', urls.vault.ownerUrl);
  return urls;
}

async function configOf(
  nation: string,
  partner: string,
  nations: TwoNations,
  urls: Urls,
  directory: string,
): Promise<NationalNodeConfig> {
  const keys = nations.keysOf(nation);
  const file = async (name: string, content: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const pem = (name: string, { key }: { key: (typeof keys)['origin']['key'] }): Promise<string> =>
    file(`${name}.pem`, String(key.export({ type: 'pkcs8', format: 'pem' })));
  const secret = (name: string): Promise<string> => file(name, randomBytes(32).toString('base64'));
  return Object.assign(new NationalNodeConfig(), {
    nation,
    partners: [partner],
    httpPort: 0,
    logLevel: 'fatal',
    kafkaBrokers: ['127.0.0.1:1'],
    oidcIssuer: 'http://127.0.0.1/none',
    oidcJwksUrl: 'http://127.0.0.1/none',
    oidcAudience: 'none',
    databaseUrl: urls['national-node'].url,
    vaultDatabaseUrl: urls.vault.url,
    trustFile: await file(
      'trust.json',
      JSON.stringify({ nation, roots: nations.registries[nation]!.trust.roots, ceremony: null }),
    ),
    originKeyFile: await pem('origin', keys.origin),
    receiptKeyFile: await pem('receipt', keys.receipt),
    gateKeyFile: await pem('gate', keys.gate),
    bridgeSealJwkFile: await file('seal.json', JSON.stringify(nations.publicSealOf(nation))),
    idempotencySecretFile: await secret('idempotency'),
    lookupSecretFile: await secret('lookup'),
  });
}
