import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventLogger } from '@passerelle/kafka';
import { Link, TopicSource } from '@passerelle/link';
import { TestCluster, eventually } from './test-cluster.js';
import { readWithJava } from './java-reader.js';

const logger: EventLogger = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((l) => [
    l,
    (...a: unknown[]) => console.log(Date.now() % 100000, l, ...a),
  ]),
) as never;
describe('smoke', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 60_000);
  afterAll(async () => {
    await cluster.stop();
  });
  it('carries', async () => {
    await cluster.createTopics({
      src: { partitions: 3 },
      dst: { partitions: 3 },
      pos: { partitions: 3, config: { 'cleanup.policy': 'compact' } },
    });
    const kafka = cluster.client();
    const producer = kafka.producer();
    await producer.connect();
    for (let p = 0; p < 3; p++)
      await producer.send({
        topic: 'src',
        messages: Array.from({ length: 1000 }, (_, i) => ({
          partition: p,
          key: `k${i % 4}`,
          value: `${p}-${i}`,
        })),
      });
    const link = new Link({
      name: 'l',
      transactionalIdPrefix: 'l',
      source: new TopicSource({ kafka, topic: 'src', group: 'l', logger }),
      destination: kafka,
      positionTopic: 'pos',
      transform: (r) => [{ topic: 'dst', partition: r.partition, key: r.key!, value: r.value! }],
      firstRun: true,
      logger,
      clock: { now: () => new Date() },
      onAlarm: (a) => console.log(a),
    });
    const t = Date.now();
    await link.start();
    await eventually('3000', () => link.metrics.records === 3000);
    console.log(Date.now() - t, link.health(), { ...link.metrics });
    await producer.send({ topic: 'src', messages: [{ partition: 0, value: 'late', key: 'k' }] });
    const t2 = Date.now();
    await eventually('3001', () => link.metrics.records === 3001);
    console.log('latency', Date.now() - t2);
    await link.stop();
    await producer.disconnect();
    const got = await readWithJava(cluster.brokers, 'dst');
    expect(got.length).toBe(3001);
    console.log(got[0]);
  }, 60_000);
});
