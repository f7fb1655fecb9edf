import { randomUUID } from 'node:crypto';
import { kafkaForTests, type TestKafka } from '@passerelle/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PartitionReader } from '../reading/partition-reader.js';
import { createKafka } from './create-kafka.js';
import { silentLogger } from './event-logger.js';
import { type KafkaClient, Partitioners } from './kafkajs.js';

describe('aborted transactions of two producers that overlap', () => {
  const topic = `aborted-${randomUUID()}`;
  let server: TestKafka;
  let kafka: KafkaClient;

  /** a1 b1 a2 abort(b) a3 abort(a), then one committed record. */
  beforeAll(async () => {
    server = await kafkaForTests();
    kafka = createKafka({ clientId: 'test', brokers: server.brokers }, silentLogger);
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1 }] });
    for (let ready = false; !ready;) {
      ready = await admin.fetchTopicOffsets(topic).then(
        () => true,
        () => false,
      );
    }
    await admin.disconnect();
    const [a, b] = [await begin('a'), await begin('b')];
    await a.send('a1');
    await b.send('b1');
    await a.send('a2');
    await b.abort();
    await a.send('a3');
    await a.abort();
    const c = await begin('c');
    await c.send('committed');
    await c.commit();
  }, 120_000);
  afterAll(() => server?.stop());

  const begin = async (name: string) => {
    const producer = kafka.producer({
      transactionalId: `${topic}-${name}`,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    return {
      send: (value: string) => transaction.send({ topic, messages: [{ partition: 0, key: name, value }] }),
      abort: () => transaction.abort().then(() => producer.disconnect()),
      commit: () => transaction.commit().then(() => producer.disconnect()),
    };
  };

  it('stay hidden from our own reader', async () => {
    const reader = await PartitionReader.open(kafka, [topic], 0);
    const { low, high } = await reader.bounds(topic);
    const values: string[] = [];
    for (let next = low; next < high;) {
      const fetched = (await reader.fetch(new Map([[topic, next]]), 200)).get(topic)!;
      values.push(...fetched.records.map((record) => String(record.value)));
      next = fetched.next;
    }
    await reader.close();
    expect(values).toEqual(['committed']);
  }, 60_000);

  it('stay hidden from a kafkajs consumer, too', async () => {
    const consumer = kafka.consumer({ groupId: `${topic}-group` });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const values: string[] = [];
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: ({ message }) => {
            values.push(String(message.value));
            if (values.includes('committed')) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    expect(values).toEqual(['committed']);
  }, 60_000);
});
