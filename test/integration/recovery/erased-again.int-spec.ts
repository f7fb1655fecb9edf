import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createKafka, type KafkaRecord, Partitioners, silentLogger, topicRegistry } from '@passerelle/kafka';
import {
  ConsumerPositionRepository,
  DataKeyRepository,
  ErasedSubjectRepository,
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistLookupRepository,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import { kafkaForTests, postgresForTests, type TestKafka, type TestPostgres } from '@passerelle/testing';
import { ErasedAgain } from '../../../apps/national-node/src/recovery/erased-again.js';
import { TwoNations } from '../../border/two-nations.js';
import { Receiver, TOPIC } from '../admission/receiver.js';
import { Databases } from './databases.js';

const tag = (): string => randomBytes(4).toString('hex');

describe('what was erased, after a restore', () => {
  let server: TestPostgres;
  let broker: TestKafka;
  let databases: Databases;
  let nation: string;
  let nations: TwoNations;
  let receiver: Receiver;
  let published = 0;
  let offset = 0n;

  beforeAll(async () => {
    [server, broker] = await Promise.all([postgresForTests(), kafkaForTests()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([server?.stop(), broker?.stop()]);
  });
  beforeEach(async () => {
    nation = `n${tag()}`;
    databases = await Databases.make(server.url);
    [published, offset] = [0, 0n];
    nations = new TwoNations();
    receiver = new Receiver(databases.main, databases.vault, nations);
    await receiver.nations.conclude();
    const admin = kafka().admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: erasureTopic(), numPartitions: 1 }] });
    await admin.disconnect();
  }, 120_000);
  afterEach(() => databases?.close());

  const kafka = () => createKafka({ clientId: 'test', brokers: broker.brokers }, silentLogger);
  const erasureTopic = (): string => topicRegistry(nation, ['MR']).erasure();

  /** What a start of the node does before anything else. */
  const start = async (): Promise<Receiver> => {
    const again = new ErasedAgain(
      kafka(),
      topicRegistry(nation, ['MR']),
      databases.main,
      databases.vault,
      new ConsumerPositionRepository(databases.main),
      new ErasedSubjectRepository(),
      new Receiver(databases.main, databases.vault, nations).content,
      nations.clock,
      { register: () => undefined } as never,
      new JsonLogger({ service: 'test', write: () => undefined }),
    );
    await again.onModuleInit();
    return new Receiver(databases.main, databases.vault, nations);
  };

  /** As the outbox link does: what was erased leaves for the topic that a restore does not touch. */
  const publish = async (): Promise<void> => {
    const rows = await databases.main.query<{ key: string; value: Buffer }[]>(
      `select key, value from outbox where destination = 'ml.erasure.v1' order by id offset $1`,
      [published],
    );
    published += rows.length;
    await publishRecords(rows);
  };
  const publishRecords = async (messages: { key: string; value: Buffer | string }[]): Promise<void> => {
    const producer = kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: erasureTopic(), messages });
    await producer.disconnect();
  };

  const placed = (record: KafkaRecord): KafkaRecord => ({ ...record, topic: TOPIC, offset: offset++ });
  const message = async (jti: string, ver: number, act?: string): Promise<KafkaRecord> =>
    placed(await receiver.message({ jti, ver, ...(act && { act }) }));
  const erase = async (): Promise<void> => {
    receiver.erasure.wake();
    await receiver.erasure.onApplicationShutdown();
    await publish();
  };
  const alertOf = async (jti: string) => {
    const [alert] = await databases.main.query<Record<string, unknown>[]>(
      `select alert.state, alert.erased_at is not null as erased, message.ver,
              message.disclosures is not null as readable, alert.alert_id as id
       from alert join message using (alert_id) where origin_jti = $1 order by message.ver desc limit 1`,
      [jti],
    );
    return alert;
  };
  const keyOf = (id: unknown) => new DataKeyRepository(databases.vault, randomBytes).read(String(id));
  const notified = async (): Promise<string[]> => {
    const rows = await databases.main.query<{ value: Buffer }[]>(
      `select value from outbox where destination = 'ml.desk.v1' order by id`,
    );
    return rows.map(({ value }) => (JSON.parse(String(value)) as { reason: string }).reason);
  };

  it('is destroyed and ended again before anything is served, whichever database went back', async () => {
    const jti = randomUUID();
    await receiver.take([await message(jti, 1)]);
    const { id } = (await alertOf(jti))!;
    await databases.backUp('passerelle');
    await databases.backUp('vault');
    receiver = await start();
    await receiver.take([await message(jti, 2, 'withdraw')]);
    await erase();
    expect(await keyOf(id)).toBeNull();
    await databases.restore('passerelle');
    await databases.restore('vault');
    expect(await alertOf(jti)).toMatchObject({ state: 'active', readable: true });
    expect(await keyOf(id)).not.toBeNull();
    await start();
    expect(await alertOf(jti)).toMatchObject({ state: 'withdrawn', erased: true });
    expect(await keyOf(id)).toBeNull();
  }, 120_000);

  it('is destroyed again where the vault alone went back', async () => {
    const jti = randomUUID();
    await receiver.take([await message(jti, 1)]);
    const { id } = (await alertOf(jti))!;
    await databases.backUp('vault');
    receiver = await start();
    await receiver.take([await message(jti, 2, 'withdraw')]);
    await erase();
    await start();
    await databases.restore('vault');
    expect(await keyOf(id)).not.toBeNull();
    await start();
    expect(await keyOf(id)).toBeNull();
  }, 120_000);

  it('comes back as ended, without content and without a page, where it is consumed again', async () => {
    await databases.backUp('passerelle');
    receiver = await start();
    const jti = randomUUID();
    const records = [await message(jti, 1), await message(jti, 2, 'withdraw')];
    await receiver.take(records);
    await erase();
    await databases.restore('passerelle');
    receiver = await start();
    await receiver.take(records.slice(0, 1));
    expect(await alertOf(jti)).toMatchObject({ state: 'withdrawn', erased: true, readable: false, ver: 1 });
    await receiver.take(records.slice(1));
    const again = (await alertOf(jti))!;
    expect(again).toMatchObject({ state: 'withdrawn', erased: true, readable: false, ver: 2 });
    expect(await keyOf(again['id'])).toBeNull();
    expect(await notified()).toEqual(['withdrawn']);
  }, 120_000);

  it('answers to no look-up any more, where it was a watchlist entry', async () => {
    const entryId = randomUUID();
    const now = nations.clock.now();
    const entry: WatchlistEntry = {
      entryId,
      list: 'vehicles',
      origin: 'ML',
      originJti: null,
      state: 'active',
      version: 1,
      category: 'STOLEN-VEHICLE',
      urgency: 'routine',
      handling: 'H1',
      status: 'Actual',
      expiresAt: new Date(now.getTime() + 1000),
      storedAt: now,
      updatedAt: now,
      removalReason: null,
      erasedAt: null,
      agreementHash: null,
      document: Buffer.from('sealed'),
      referenceMac: Buffer.from('mac of the reference'),
      digest: null,
    };
    await databases.main.transaction(async (manager) => {
      await new WatchlistEntryRepository(databases.main).insert(manager, [entry]);
      const lookup = { entryId, kind: 'plate', mac: Buffer.from('mac') };
      await new WatchlistLookupRepository(databases.main).replace(manager, [], [lookup]);
    });
    await publishRecords([{ key: 'key', value: JSON.stringify({ at: now.toISOString(), ids: [entryId] }) }]);
    await start();
    const found = await new WatchlistEntryRepository(databases.main).find(entryId);
    expect(found).toMatchObject({ state: 'removed', erasedAt: now, document: null, referenceMac: null });
    expect(await databases.main.query('select 1 from watchlist_lookup')).toEqual([]);
  }, 120_000);
});
