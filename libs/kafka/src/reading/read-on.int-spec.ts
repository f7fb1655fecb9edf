import { randomUUID } from 'node:crypto';
import { kafkaForTests, type TestKafka } from '@passerelle/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createKafka } from '../client/create-kafka.js';
import { silentLogger } from '../client/event-logger.js';
import { type KafkaClient, Partitioners } from '../client/kafkajs.js';
import { readOn, type ReadUpTo } from './read-on.js';

describe('reading on in a kept topic', () => {
  let server: TestKafka;
  let kafka: KafkaClient;
  let topic: string;

  beforeAll(async () => {
    server = await kafkaForTests();
    kafka = createKafka({ clientId: 'test', brokers: server.brokers }, silentLogger);
  }, 120_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    topic = `kept-${randomUUID()}`;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    await admin.disconnect();
    await send('a', 'b');
  }, 60_000);

  /** In one transaction, whose marker stands at the end of the log. */
  const send = async (...values: string[]): Promise<void> => {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      transactionalId: topic,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: values.map((value) => ({ value })) });
    await transaction.commit();
    await producer.disconnect();
  };
  const read = async (from: { topicId: string | null; nextOffset: bigint } | null, failures = 0) => {
    const values: string[] = [];
    let left = failures;
    const upTo: ReadUpTo = await readOn(kafka, { topic, partition: 0 }, from, (records) => {
      if (left-- > 0) return Promise.reject(new Error('the database is away'));
      values.push(...records.map(({ value }) => String(value)));
      return Promise.resolve();
    });
    return { upTo, values };
  };

  it('ends at what is the end, and goes on from there', async () => {
    const first = await read(null);
    expect(first.values).toEqual(['a', 'b']);
    expect((await read(first.upTo)).values).toEqual([]);
    await send('c');
    expect((await read(first.upTo)).values).toEqual(['c']);
  }, 60_000);

  it('hands on again what could not be handled', async () => {
    expect((await read(null, 2)).values).toEqual(['a', 'b']);
  }, 60_000);

  it('begins anew where its position is of another log, or beyond this one', async () => {
    const { upTo } = await read(null);
    expect((await read({ ...upTo, topicId: 'another' })).values).toEqual(['a', 'b']);
    expect((await read({ ...upTo, nextOffset: 99n })).values).toEqual(['a', 'b']);
  }, 60_000);
});
