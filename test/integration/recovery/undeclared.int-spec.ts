import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createKafka, type KafkaClient, provisionCluster, topicRegistry } from '@passerelle/kafka';
import { OutboxRepository, withTransaction } from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import { kafkaForTests, postgresForTests, type TestKafka, type TestPostgres } from '@passerelle/testing';
import { OutboxLinks } from '../../../apps/national-node/src/kafka/outbox-links.js';
import { eventually } from '../link/test-cluster.js';
import { Databases } from './databases.js';

jest.setTimeout(120_000);

/** A nation of its own, so that a shared broker holds no topics of these names. */
const registry = topicRegistry('XF', ['XG']);
const quiet = new JsonLogger({ service: 'test', write: () => undefined });

describe('a node whose database went back and that nobody declared restored', () => {
  let server: TestPostgres;
  let broker: TestKafka;
  let kafka: KafkaClient;
  let databases: Databases;

  beforeAll(async () => {
    [server, broker] = await Promise.all([postgresForTests(), kafkaForTests()]);
    kafka = createKafka({ clientId: 'test', brokers: broker.brokers }, quiet);
    await provisionCluster(kafka, 'XF', ['XG'], { acls: false });
    databases = await Databases.make(server.url);
  });
  afterAll(async () => {
    await databases?.close();
    await Promise.all([server?.stop(), broker?.stop()]);
  });

  const nodeOf = () => {
    const wentBack = {
      standStill: jest.fn(() => new Promise<never>(() => undefined)),
      end: jest.fn(),
    };
    const links = new OutboxLinks(
      { linkFirstRun: true } as never,
      registry,
      kafka,
      new OutboxRepository(databases.main),
      { registerWorker: () => undefined } as never,
      quiet,
      { now: () => new Date() },
      wentBack as never,
    );
    return { links, wentBack };
  };
  const append = () =>
    withTransaction(databases.main, (manager) =>
      new OutboxRepository(databases.main).append(manager, {
        destination: registry.outbound('alert.urgent'),
        partition: 0,
        key: 'key',
        value: randomBytes(8),
        headers: {},
      }),
    );
  const carried = () =>
    eventually('what is carried', async () => {
      const { high, low } = await new OutboxRepository(databases.main).bounds(
        registry.outbound('alert.urgent'),
      );
      return high === low && high > 1n;
    });

  it('begins at its first run, and goes no further than to look where it has gone back', async () => {
    const first = nodeOf();
    await first.links.onModuleInit();
    expect(first.wentBack.standStill).not.toHaveBeenCalled();
    await databases.backUp('passerelle');
    const again = nodeOf();
    await again.links.onModuleInit();
    await again.links.onApplicationBootstrap();
    for (let rows = 0; rows < 3; rows++) await append();
    await carried();
    await again.links.onApplicationShutdown();

    await databases.restore('passerelle');
    const undeclared = nodeOf();
    let begun = false;
    void undeclared.links.onModuleInit().then(() => (begun = true));
    await eventually('the verdict', async () => undeclared.wentBack.standStill.mock.calls.length > 0);
    expect(undeclared.wentBack.standStill.mock.calls[0]).toMatchObject([
      { alarm: 'PSR_LINK_POSITION_AHEAD' },
    ]);
    expect(begun).toBe(false);
  });
});
