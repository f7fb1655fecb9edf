import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKafka, type KafkaClient, PartitionReader, silentLogger } from '@passerelle/kafka';
import { kafkaForTests, type TestKafka } from '@passerelle/testing';
import { overtakenIn } from './overtaken.js';

/** A nation of its own, so that a shared broker holds no topic of this name. */
const topic = 'xs.inbound.xt.alert.urgent.v1';
/** What it holds: three records. */
const [OLDEST, END] = [0n, 3n];

describe('consumers whose log does not hold their place', () => {
  let server: TestKafka;
  let kafka: KafkaClient;
  let topicId: string;

  beforeAll(async () => {
    server = await kafkaForTests();
    kafka = createKafka({ clientId: 'passctl-test', brokers: server.brokers }, silentLogger);
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: ['a', 'b', 'c'].map((value) => ({ value })) });
    await producer.disconnect();
    await admin.disconnect();
    const reader = await PartitionReader.open(kafka, [topic], 0);
    topicId = (await reader.bounds(topic)).incarnation;
    await reader.close();
  }, 120_000);
  afterAll(async () => {
    await server.stop();
  });

  const overtaken = async (nextOffset: bigint, id: string | null) =>
    (await overtakenIn(kafka, [{ topic, partition: 0, topicId: id, nextOffset }])).map(({ to }) => to);

  it('are left alone where it does', async () => {
    expect(await overtaken(OLDEST, topicId)).toEqual([]);
    expect(await overtaken(END, topicId)).toEqual([]);
    expect(await overtaken(END, null)).toEqual([]);
  }, 60_000);

  it.each([
    ['another topic had this name when they read it', END, 'another'],
    ['the log was cut behind them', END + 1n, null],
  ])(
    'go on at the oldest record where %s',
    async (_, nextOffset, id) => {
      expect(await overtaken(nextOffset, id ?? topicId)).toEqual([OLDEST]);
    },
    60_000,
  );
});
