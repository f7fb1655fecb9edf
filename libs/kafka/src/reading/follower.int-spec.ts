import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaServer, startKafka } from '@passerelle/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKafka } from '../client/create-kafka.js';
import { silentLogger } from '../client/event-logger.js';
import { type KafkaClient, Partitioners } from '../client/kafkajs.js';
import { type Follower, readTopicToEnd } from './follower.js';

describe('following a kept topic', () => {
  let directory: string;
  let server: KafkaServer;
  let kafka: KafkaClient;
  let follower: Follower | undefined;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'passerelle-follow-'));
    server = await startKafka({ directory });
    kafka = createKafka({ clientId: 'test', brokers: server.brokers }, silentLogger);
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic: 'kept', numPartitions: 1 }] });
    await admin.disconnect();
  }, 120_000);
  afterAll(async () => {
    await follower?.stop();
    await server?.kill();
    await rm(directory, { recursive: true, force: true });
  });

  const send = async (value: string) => {
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ value }] });
    await producer.disconnect();
  };

  it('has everything that was there, then what comes, also across a broker kill, each once', async () => {
    await send('a');
    await send('b');
    const seen: string[] = [];
    follower = await readTopicToEnd(kafka, 'kept', (record) => {
      seen.push(String(record.value));
    });
    expect(seen).toEqual(['a', 'b']);
    await server.kill();
    await server.restart();
    await send('c');
    const deadline = performance.now() + 60_000;
    while (seen.length < 3 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect([seen, follower.health()]).toEqual([['a', 'b', 'c'], { state: 'following' }]);
  }, 120_000);
});
