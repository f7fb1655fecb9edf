import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Partitioners } from '@passerelle/kafka';
import { readWithJava } from './java-reader.js';
import { alarmOf, sourceOf, startLink, stopLinks } from './link-in-process.js';
import { committed, Story } from './story.js';
import { eventually, TestCluster } from './test-cluster.js';

describe('a topic link', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 120_000);
  afterEach(stopLinks);
  afterAll(() => cluster.stop());

  const send = async (topic: string, values: string[]) => {
    const producer = cluster.client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    for (const value of values) await producer.send({ topic, messages: [{ partition: 0, key: 'k', value }] });
    await producer.disconnect();
  };
  const positions = async (story: string) =>
    (await committed(cluster, `${story}-position`, 0))
      .filter((record) => record.key === 'position')
      .map((record) => JSON.parse(String(record.value)) as { logs: Record<string, { nextOffset: string }> });

  it('says with every record where it came from', async () => {
    const story = await Story.create(cluster, 'headers', 1);
    await story.write(2);
    const { link } = await startLink(cluster, story.name, { firstRun: true });
    await story.untilCarried();
    await link.stop();
    const records = await readWithJava(cluster.brokers, 'headers-destination');
    expect(records.map((record) => record.headers)).toEqual(
      ['0', '1'].map((offset) => ({
        'source-topic': 'headers-source',
        'source-partition': '0',
        'source-offset': offset,
      })),
    );
  }, 60_000);

  it('reads a readmitted topic along: one writer, one numbering, each topic once', async () => {
    const story = await Story.create(cluster, 'along', 1);
    await cluster.createTopics({ 'along-readmitted': {} });
    const start = (firstRun: boolean) =>
      startLink(cluster, 'along', {
        source: sourceOf(cluster.client(), 'along-source', { along: ['along-readmitted'] }),
        firstRun,
      });
    await story.write(10);
    await send('along-readmitted', ['r0', 'r1']);
    const first = await start(true);
    await eventually('12 records', async () => (await story.carried()) === 12);
    await first.link.stop();
    await send('along-readmitted', ['r2']);
    const second = await start(false);
    await eventually('13 records', async () => (await story.carried()) === 13);
    await second.link.stop();
    const records = await readWithJava(cluster.brokers, 'along-numbered', 'along-destination');
    const [numbers, values] = ['along-numbered', 'along-destination'].map((topic) =>
      records.filter((record) => record.topic === topic).map((record) => record.value),
    );
    expect(numbers).toEqual(Array.from({ length: 13 }, (_, number) => String(number)));
    expect(values!.filter((value) => value.startsWith('r'))).toEqual(['r0', 'r1', 'r2']);
  }, 60_000);

  it('cuts transactions by bytes, and smaller still for a destination that takes less', async () => {
    const partitions = { partitions: 1, config: { 'max.message.bytes': '200000' } };
    await cluster.createTopics({
      'bulk-source': {},
      'bulk-destination': partitions,
      'bulk-numbered': {},
      'bulk-position': { config: { 'cleanup.policy': 'compact' } },
    });
    const values = Array.from({ length: 60 }, (_, n) => String(n).padEnd(30_000, '.'));
    await send('bulk-source', values);
    const { link } = await startLink(cluster, 'bulk', { firstRun: true });
    const carried = async () => (await committed(cluster, 'bulk-destination', 0)).map((r) => String(r.value));
    await eventually('60 records', async () => (await carried()).length >= 60);
    await link.stop();
    expect(await carried()).toEqual(values);
  }, 60_000);

  it('stops at a record that the destination never takes, instead of trying for ever or skipping it', async () => {
    await cluster.createTopics({
      'huge-source': {},
      'huge-destination': { config: { 'max.message.bytes': '1000' } },
      'huge-numbered': {},
      'huge-position': { config: { 'cleanup.policy': 'compact' } },
    });
    await send('huge-source', ['small', 'x'.repeat(5_000), 'small']);
    expect(await alarmOf(await startLink(cluster, 'huge', { firstRun: true }))).toBe(
      'PSR_LINK_RECORD_TOO_LARGE',
    );
    expect(await committed(cluster, 'huge-destination', 0)).toHaveLength(1);
  }, 60_000);

  it('moves an idle position past markers, so that retention cannot seem to overtake it', async () => {
    const story = await Story.create(cluster, 'idle', 1);
    const producer = cluster
      .client()
      .producer({ transactionalId: 'idle', idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'idle-source', messages: [{ partition: 0, key: 'k', value: '0-0' }] });
    await transaction.commit();
    await producer.disconnect();
    let passed = 0;
    const clock = { now: () => new Date(Date.now() + passed) };
    const { link } = await startLink(cluster, story.name, { firstRun: true, clock });
    await eventually('the record', async () => (await story.carried()) === 1);
    passed = 3_600_000;
    const next = async () => (await positions('idle')).at(-1)!.logs['idle-source']!.nextOffset;
    await eventually('a position past the marker', async () => (await next()) === '2');
    await link.stop();
  }, 60_000);

  it('waits for a broker that restarts under load, and loses nothing', async () => {
    const story = await Story.create(cluster, 'restart', 1);
    await story.write(300);
    const { link } = await startLink(cluster, story.name, {
      firstRun: true,
      limits: { records: 5, bytes: 900_000 },
    });
    await eventually('some records', () => link.metrics.records > 50);
    await cluster.server.kill();
    await cluster.server.restart();
    await story.untilCarried(90_000);
    await link.stop();
    await story.judge();
  }, 120_000);
});
