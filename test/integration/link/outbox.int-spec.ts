import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Partitioners, silentLogger } from '@passerelle/kafka';
import { forwardRow, type LinkOptions, OutboxSource, signOfAnotherLife, standingOf } from '@passerelle/link';
import {
  createDataSource,
  OutboxRepository,
  provisionDatabases,
  RestoredDatabase,
  runMigrations,
  withTransaction,
} from '@passerelle/persistence';
import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import { readWithJava } from './java-reader.js';
import { alarmOf, startLink, stopLinks } from './link-in-process.js';
import { committed } from './story.js';
import { eventually, TestCluster } from './test-cluster.js';

type DataSource = ReturnType<typeof createDataSource>;
const SUBJECTS = 5;
/** More rows than any test here numbers before its outbox goes back. */
const MORE_THAN_LOST = Array.from({ length: 400 }, (_, number) => `since ${number}`);

describe('an outbox link', () => {
  let cluster: TestCluster;
  let server: TestPostgres;
  let ownerUrl: string;
  let database: DataSource;
  let outbox: OutboxRepository;

  beforeAll(async () => {
    [cluster, server] = await Promise.all([TestCluster.start(), postgresForTests()]);
    const suffix = randomBytes(4).toString('hex');
    const urls = await provisionDatabases({
      adminUrl: server.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    ({ ownerUrl } = urls['duty-desk']);
    await runMigrations('duty-desk', ownerUrl);
    database = await createDataSource('duty-desk', urls['duty-desk'].url).initialize();
    outbox = new OutboxRepository(database);
  }, 120_000);
  afterEach(stopLinks);
  afterAll(async () => {
    await database?.destroy();
    await Promise.all([cluster?.stop(), server?.stop()]);
  });

  const prepare = (topic: string) =>
    cluster.createTopics({ [topic]: {}, [`${topic}-position`]: { config: { 'cleanup.policy': 'compact' } } });
  const start = async (topic: string, changes: Partial<LinkOptions> = {}) => {
    const source = new OutboxSource({ port: outbox, name: topic, pollMilliseconds: 100 });
    const forget = outbox.onCommitted(topic, () => source.wake());
    const running = await startLink(cluster, topic, {
      source,
      transform: forwardRow,
      firstRun: true,
      ...changes,
    });
    return { ...running, stop: () => running.link.stop().finally(forget) };
  };
  const append = (topic: string, value: string) =>
    withTransaction(database, (manager) => outbox.append(manager, row(topic, 'key', value)));
  const row = (destination: string, key: string, value: string) => ({
    destination,
    partition: 0,
    key,
    value: Buffer.from(value),
    headers: {},
  });
  const arrived = async (topic: string, count: number) =>
    eventually(`${count} records`, async () => (await committed(cluster, topic, 0)).length >= count, 60_000);

  /** One transaction that holds its subject, numbers its row, and commits when it likes. */
  const write = (topic: string, subject: string, counters: Map<string, number>, pause: number) =>
    withTransaction(database, async (manager) => {
      await manager.query('select pg_advisory_xact_lock(hashtext($1))', [subject]);
      const number = counters.get(subject) ?? 0;
      counters.set(subject, number + 1);
      await outbox.append(manager, row(topic, subject, `${subject}:${number}`));
      await sleep(pause);
    });

  it('carries the rows of eight overlapping writers, none lost or doubled, each subject in order', async () => {
    await prepare('overlap');
    const { stop } = await start('overlap');
    const counters = new Map<string, number>();
    const writer = async (number: number) => {
      for (let turn = 0; turn < 40; turn++) {
        const subject = `subject-${(number * 7 + turn * 3) % SUBJECTS}`;
        await write('overlap', subject, counters, (number * turn) % 5);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => writer(number)));
    await arrived('overlap', 320);
    await stop();
    const records = await readWithJava(cluster.brokers, 'overlap');
    expect(records).toHaveLength(320);
    for (const [subject, count] of counters) {
      const values = records.filter(({ key }) => key === subject).map(({ value }) => value);
      expect(values).toEqual(Array.from({ length: count }, (_, number) => `${subject}:${number}`));
    }
  }, 120_000);

  it('keeps two instances from fencing each other for ever, and carries each row once', async () => {
    await prepare('twins');
    const twins = [await start('twins'), await start('twins')];
    for (let number = 0; number < 30; number++) {
      await append('twins', String(number));
      await sleep(100);
    }
    await arrived('twins', 30);
    await stopLinks();
    const values = (await committed(cluster, 'twins', 0)).map(({ value }) => String(value));
    expect(values).toEqual(Array.from({ length: 30 }, (_, number) => String(number)));
    expect(twins.reduce((sum, { link }) => sum + link.metrics.reopens, 0)).toBeLessThan(10);
  }, 120_000);

  it('carries a row at once that an instance wrote which only stands by', async () => {
    await prepare('knocked');
    const patient = () => new OutboxSource({ port: outbox, name: 'knocked', pollMilliseconds: 60_000 });
    const [first, second] = [patient(), patient()];
    const options = { transform: forwardRow, firstRun: true };
    const standby = await startLink(cluster, 'knocked', { ...options, source: first });
    await eventually('the first reads', async () => standby.link.health().state === 'running');
    await startLink(cluster, 'knocked', { ...options, source: second });
    // The first learns that it was fenced when it next writes.
    await append('knocked', 'a');
    first.wake();
    await eventually('standing by', async () => standby.link.health().partitions[0]?.state === 'standby');
    const stopping = new AbortController();
    const listening = outbox.listen(() => second.heard(), stopping.signal);
    await eventually('the second is heard of', async () => {
      first.wake();
      return (await committed(cluster, 'knocked', 0)).length === 1;
    });
    await append('knocked', 'b');
    first.wake();
    await arrived('knocked', 2);
    stopping.abort();
    await listening;
  }, 60_000);

  it('raises no alarm in an instance that stood still while another carried on and pruned', async () => {
    await prepare('stood-still');
    await append('stood-still', 'a');
    let goOn = (): void => {};
    const stoodStill = new Promise<void>((resolve) => (goOn = resolve));
    let asked = false;
    const bounds: OutboxRepository['bounds'] = async (destination) => {
      if (!asked) {
        asked = true; // the position is read by now
        await stoodStill;
      }
      return outbox.bounds(destination);
    };
    const port = Object.assign(Object.create(outbox) as OutboxRepository, { bounds });
    const source = new OutboxSource({ port, name: 'stood-still', pollMilliseconds: 100 });
    const first = await startLink(cluster, 'stood-still', { source, transform: forwardRow, firstRun: true });
    await eventually('the first at its source', async () => asked);
    await start('stood-still');
    for (const value of ['b', 'c', 'd']) await append('stood-still', value);
    await arrived('stood-still', 4);
    await eventually('pruning', async () => (await outbox.read('stood-still', 0n, 10)).length === 1);
    goOn();
    await eventually('standing by', async () => first.link.health().partitions[0]?.state === 'standby');
    expect(first.alarms).toEqual([]);
    expect(first.link.health().state).toBe('running');
  }, 60_000);

  it('relieves an instance that stands still in the transaction that was to number the rows', async () => {
    await prepare('numbering');
    for (const value of ['a', 'b']) await append('numbering', value);
    const source = new OutboxSource({ port: outbox, name: 'numbering', pollMilliseconds: 100 });
    await database.transaction(async (manager) => {
      const lock = `select pg_advisory_xact_lock(hashtextextended('outbox ' || current_schema() || ' ' || $1, 0))`;
      await manager.query(lock, ['numbering']);
      await source.afterFencing(0, AbortSignal.timeout(30_000));
      expect(await outbox.sequence('numbering')).toBe(0); // still held, and relieved all the same
    });
  }, 60_000);

  it('leaves one row behind, to recognise it at the next opening', async () => {
    await prepare('pruned');
    const first = await start('pruned');
    for (const value of ['a', 'b', 'c']) await append('pruned', value);
    await arrived('pruned', 3);
    await eventually('pruning', async () => (await outbox.read('pruned', 0n, 10)).length === 1);
    await first.stop();
    const second = await start('pruned', { firstRun: false });
    await append('pruned', 'd');
    await arrived('pruned', 4);
    await second.stop();
    expect(second.alarms).toEqual([]);
  }, 60_000);

  it('stops when the database was restored', async () => {
    await prepare('restored');
    const first = await start('restored');
    await append('restored', 'a');
    await arrived('restored', 1);
    await first.stop();
    await RestoredDatabase.work('duty-desk', ownerUrl, (database) => database.beginAnotherLife());
    expect(await alarmOf(await start('restored'))).toBe('PSR_LINK_SOURCE_RECREATED');
  }, 60_000);

  it('stops when the database is restored while it runs, and carries nothing past what was there', async () => {
    await prepare('goes-back');
    const running = await start('goes-back');
    for (const value of ['a', 'b', 'c']) await append('goes-back', value);
    await arrived('goes-back', 3);
    await restoreOutbox('goes-back');
    await append('goes-back', 'd');
    expect(await alarmOf(running)).toBe('PSR_LINK_POSITION_AHEAD');
    expect(await committed(cluster, 'goes-back', 0)).toHaveLength(3);
  }, 60_000);

  it('carries nothing of what is numbered twice, also where more is written at once than was lost', async () => {
    await prepare('goes-back-far');
    const running = await start('goes-back-far');
    for (const value of ['a', 'b', 'c']) await append('goes-back-far', value);
    await arrived('goes-back-far', 3);
    await restoreOutbox('goes-back-far', MORE_THAN_LOST);
    expect(await alarmOf(running)).toBe('PSR_LINK_POSITION_MOVED');
    expect(await committed(cluster, 'goes-back-far', 0)).toHaveLength(3);
  }, 60_000);

  it('stops when the database is restored and nobody writes any more', async () => {
    await prepare('goes-back-idle');
    const running = await start('goes-back-idle');
    await append('goes-back-idle', 'a');
    await arrived('goes-back-idle', 1);
    await restoreOutbox('goes-back-idle');
    expect(await alarmOf(running)).toBe('PSR_LINK_POSITION_AHEAD');
  }, 60_000);

  it('finds that the database went back where it stands by for another instance, too', async () => {
    await prepare('goes-back-twice');
    let asked = 0;
    const bounds: OutboxRepository['bounds'] = (destination) => {
      asked += 1;
      return outbox.bounds(destination);
    };
    const port = Object.assign(Object.create(outbox) as OutboxRepository, { bounds });
    const source = new OutboxSource({ port, name: 'goes-back-twice', pollMilliseconds: 100 });
    const first = await start('goes-back-twice', { source });
    await append('goes-back-twice', 'a');
    await arrived('goes-back-twice', 1);
    asked = 0; // from here on it asks as a standby only
    const second = await start('goes-back-twice');
    await eventually('the second', async () => second.link.health().state === 'running');
    await append('goes-back-twice', 'b');
    await eventually('standing by', async () => asked > 0);
    await restoreOutbox('goes-back-twice');
    const codes = await Promise.all([first, second].map(alarmOf));
    expect(codes).toEqual(['PSR_LINK_POSITION_AHEAD', 'PSR_LINK_POSITION_AHEAD']);
  }, 60_000);

  describe('that is looked at before it is opened', () => {
    const look = (topic: string) =>
      signOfAnotherLife(
        {
          name: topic,
          source: new OutboxSource({ port: outbox, name: topic, pollMilliseconds: 100 }),
          destination: cluster.client(),
          positionTopic: `${topic}-position`,
          logger: silentLogger,
        },
        new AbortController().signal,
      );

    it('shows nothing where it never ran, and where its outbox holds what it carried', async () => {
      await prepare('looked-at');
      expect(await look('looked-at')).toBeNull();
      const { stop } = await start('looked-at');
      await append('looked-at', 'a');
      await arrived('looked-at', 1);
      await stop();
      await append('looked-at', 'b');
      expect(await look('looked-at')).toBeNull();
    }, 60_000);

    it('shows nothing, and is not disturbed, while another instance carries and prunes', async () => {
      await prepare('looked-at-busy');
      const { link } = await start('looked-at-busy');
      const found = [];
      for (let number = 0; number < 20; number++) {
        await append('looked-at-busy', String(number));
        found.push(await look('looked-at-busy'));
      }
      await arrived('looked-at-busy', 20);
      expect(found.filter((sign) => sign !== null)).toEqual([]);
      expect(link.metrics.reopens).toBe(0);
    }, 60_000);

    it('shows what it has carried and the outbox does not know', async () => {
      await prepare('looked-at-late');
      const { stop } = await start('looked-at-late');
      for (const value of ['a', 'b']) await append('looked-at-late', value);
      await arrived('looked-at-late', 2);
      await stop();
      await restoreOutbox('looked-at-late');
      expect(await look('looked-at-late')).toMatchObject({
        code: 'PSR_LINK_POSITION_AHEAD',
        link: 'looked-at-late',
      });
      await restoreOutbox('looked-at-late', MORE_THAN_LOST);
      await outbox.sequence('looked-at-late');
      expect(await look('looked-at-late')).toMatchObject({ code: 'PSR_LINK_POSITION_MOVED' });
      const standing = await standingOf({
        source: new OutboxSource({ port: outbox, name: 'looked-at-late', pollMilliseconds: 0 }),
        destination: cluster.client(),
        transactionalIdPrefix: 'looked-at-late',
        positionTopic: 'looked-at-late-position',
        partition: 0,
      });
      expect(standing).toBe('outside'); // what an operator's word goes by
    }, 60_000);

    it('tells nothing before what a predecessor had under way is decided', async () => {
      await prepare('looked-at-open');
      const { stop } = await start('looked-at-open');
      await append('looked-at-open', 'a');
      await arrived('looked-at-open', 1);
      await stop();
      const written = await committed(cluster, 'looked-at-open-position', 0);
      const stored = String(written.findLast(({ key }) => key === 'position')!.value);
      const producer = cluster.client().producer({
        transactionalId: 'looked-at-open.0',
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      const transaction = await producer.transaction();
      const ahead = stored.replace(/"nextOffset":"\d+"/, '"nextOffset":"900"');
      await transaction.send({
        topic: 'looked-at-open-position',
        messages: [{ partition: 0, key: 'position', value: ahead }],
      });
      let told = false;
      const looking = look('looked-at-open').finally(() => (told = true));
      await sleep(1_000);
      expect(told).toBe(false);
      await transaction.commit();
      expect(await looking).toMatchObject({ code: 'PSR_LINK_POSITION_AHEAD' });
      await producer.disconnect();
    }, 60_000);
  });

  /** As a backup from before the first row would leave it; what is written since stands there at once. */
  async function restoreOutbox(destination: string, since: readonly string[] = []): Promise<void> {
    const owner = await createDataSource('duty-desk', ownerUrl).initialize();
    await withTransaction(owner, async (manager) => {
      for (const table of ['outbox', 'outbox_pruned'])
        await manager.query(`delete from ${table} where destination = $1`, [destination]);
      await manager.query(`select setval('outbox_seq', 1, false)`);
      for (const value of since) await outbox.append(manager, row(destination, 'key', value));
    });
    await owner.destroy();
  }
});
