import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  createKafka,
  type KafkaClient,
  provisionCluster,
  readOn,
  silentLogger,
  topicRegistry,
} from '@passerelle/kafka';
import { forwardRow, Link, OutboxSource } from '@passerelle/link';
import { ConsumerPositionRepository, OutboxRepository, withTransaction } from '@passerelle/persistence';
import { kafkaForTests, postgresForTests, type TestKafka, type TestPostgres } from '@passerelle/testing';
import { program } from '../../../apps/passctl/src/program.js';
import { eventually } from '../link/test-cluster.js';
import { Databases } from './databases.js';

jest.setTimeout(120_000);

/** A nation of its own, so that a shared broker holds no topics of these names. */
const registry = topicRegistry('XD', ['XE']);
const outbound = registry.outbound('receipt');
const inbound = registry.inbound('XE', 'receipt');

describe('passctl database restored', () => {
  let server: TestPostgres;
  let broker: TestKafka;
  let kafka: KafkaClient;
  let databases: Databases;
  let printed: string[];
  let links: Link[];

  beforeAll(async () => {
    [server, broker] = await Promise.all([postgresForTests(), kafkaForTests()]);
    kafka = createKafka({ clientId: 'test', brokers: broker.brokers }, silentLogger);
    process.env['KAFKA_BROKERS'] = broker.brokers.join(',');
    await provisionCluster(kafka, 'XD', ['XE'], { acls: false });
    databases = await Databases.make(server.url);
    process.env['DATABASE_OWNER_URL'] = databases.ownerUrl;
  });
  afterAll(async () => {
    delete process.env['KAFKA_BROKERS'];
    delete process.env['DATABASE_OWNER_URL'];
    await databases?.close();
    await Promise.all([server?.stop(), broker?.stop()]);
  });
  beforeEach(() => {
    printed = [];
    links = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  });
  afterEach(() => Promise.all(links.map((link) => link.stop())));

  const restored = async () => {
    const command = await program('database');
    const args = ['--nation', 'XD', '--partner', 'XE', '--service', 'national-node'];
    await command.parseAsync(['database', 'restored', ...args], { from: 'user' });
  };
  const start = async (firstRun = false): Promise<Link> => {
    const port = new OutboxRepository(databases.main);
    const name = registry.outboxLink('national-node', outbound);
    const link = new Link({
      name,
      transactionalIdPrefix: name,
      source: new OutboxSource({ port, name: outbound, pollMilliseconds: 50 }),
      destination: kafka,
      positionTopic: registry.position(name),
      transform: forwardRow,
      firstRun,
      logger: silentLogger,
      clock: { now: () => new Date() },
      onAlarm: () => undefined,
    });
    links.push(link);
    await link.start();
    return link;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(links.splice(0).map((link) => link.stop()));
  };
  const append = (value: string): Promise<void> =>
    withTransaction(databases.main, (manager) =>
      new OutboxRepository(databases.main).append(manager, {
        destination: outbound,
        partition: 0,
        key: 'key',
        value: Buffer.from(value),
        headers: {},
      }),
    );
  const valuesIn = async (topic: string, partition = 0): Promise<string[]> => {
    const values: string[] = [];
    await readOn(kafka, { topic, partition }, null, async (records) => {
      values.push(...records.map(({ value }) => String(value)));
    });
    return values;
  };
  const arrived = (count: number) =>
    eventually(`${count} records`, async () => (await valuesIn(outbound)).length >= count);
  const evidence = async () =>
    (
      await valuesIn(registry.evidence(), registry.partitionFor(registry.evidence(), registry.operator(), 0))
    ).map((value) => JSON.parse(value) as { kind: string; reason: string });
  const sharesOf = () =>
    databases.main.query<object[]>(
      'select ver, state, maybe_released as "maybeReleased" from share order by ver',
    );
  /** An own alert that was shared under two agreements: one share is open, one was withdrawn. */
  const shareAlert = async (): Promise<void> => {
    const alertId = randomUUID();
    await databases.main.query(
      `insert into alert (alert_id, origin, state, version, category, urgency, handling, status, expires_at, stored_at,
                          updated_at, discreet)
       values ($1, 'XD', 'active', 2, 'OTHER', 'urgent', 'H1', 'Actual', now() + interval '1 day', now(), now(), false)`,
      [alertId],
    );
    for (const [ver, state] of [
      [2, 'open'],
      [3, 'withdrawn'],
    ])
      await databases.main.query(
        `insert into share (jti, alert_id, agreement_id, partner, thread_id, ver, state, maybe_released)
         values ($1, $2, 'agreement', 'XE', $1, $3, $4, false)`,
        [randomUUID(), alertId, ver, state],
      );
  };

  it('lets links go on that had carried what the database does not know, and signs no version twice', async () => {
    await shareAlert();
    await start(true);
    await append('before the backup');
    await arrived(1);
    await stop();
    await databases.backUp('passerelle');
    await start();
    for (const value of ['after it', 'after it, too']) await append(value);
    await arrived(3);
    await stop();
    await databases.restore('passerelle');
    const epoch = await new OutboxRepository(databases.main).epoch();
    const stopped = await start();
    await eventually('the alarm', () => stopped.health().state === 'alarm');
    await stop();

    await databases.whileClosed(restored);
    expect(printed.at(-1)).toBe('start national-node again');
    expect(await new OutboxRepository(databases.main).epoch()).not.toBe(epoch);
    expect(await sharesOf()).toEqual([
      { ver: 3, state: 'withdrawn', maybeReleased: false },
      { ver: 1002, state: 'open', maybeReleased: true },
    ]);
    expect(await evidence()).toMatchObject([{ kind: 'database-restored', reason: 'national-node' }]);
    await append('in another life');
    const running = await start();
    await eventually('what is new', async () => (await valuesIn(outbound)).at(-1) === 'in another life');
    expect(running.health().state).toBe('running');
  });

  it('does nothing where nothing is out of order', async () => {
    const before = [await new OutboxRepository(databases.main).epoch(), await sharesOf(), await evidence()];
    await databases.whileClosed(restored);
    expect(printed).toEqual(['nothing is out of order']);
    expect([await new OutboxRepository(databases.main).epoch(), await sharesOf(), await evidence()]).toEqual(
      before,
    );
  });

  it('has a consumer go on at the oldest record where its log has gone on without it', async () => {
    const positions = new ConsumerPositionRepository(databases.main);
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: inbound, messages: ['a', 'b', 'c'].map((value) => ({ value })) });
    await producer.disconnect();
    const { topicId } = await readOn(kafka, { topic: inbound, partition: 0 }, null, () => Promise.resolve());
    await positions.keep({ topic: inbound, partition: 0 }, 1n, topicId);
    const admin = kafka.admin();
    await admin.connect();
    await admin.fetchTopicMetadata({ topics: [inbound] });
    await admin.deleteTopicRecords({ topic: inbound, partitions: [{ partition: 0, offset: '2' }] });
    await admin.disconnect();
    await databases.whileClosed(restored);
    expect(printed).toContain(`${inbound} 0: from 1 to 2, what is between is lost`);
    expect(await new ConsumerPositionRepository(databases.main).read(inbound, 0)).toBe(2n);
    expect((await evidence()).at(-1)).toMatchObject({ kind: 'database-restored' });
  });

  it('refuses while the service is connected', async () => {
    await expect(restored()).rejects.toThrow('stop it first');
  });
});
