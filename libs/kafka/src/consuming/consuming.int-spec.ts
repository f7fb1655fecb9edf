import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { kafkaForTests, type TestKafka } from '@passerelle/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { createKafka } from '../client/create-kafka.js';
import { silentLogger } from '../client/event-logger.js';
import { type KafkaClient, Partitioners } from '../client/kafkajs.js';
import type { KafkaRecord } from '../reading/record.js';
import type { ConsumerAlarm } from './consumed-partition.js';
import { PositionedKafkaStrategy } from './positioned-kafka-strategy.js';
import type { PositionStore } from './position-store.js';
import { KafkaBatchContext } from './batch-context.js';

/** Effects and position change together, as they would in one database transaction. */
class Ledger implements PositionStore {
  effects: string[] = [];
  failures = 0;
  /** how many came at once, each time that it succeeded, and each time that one of them could not be handled */
  readonly batches: number[] = [];
  readonly poisoned: number[] = [];
  position: { nextOffset: bigint; topicId: string | null } | null = null;

  find = () => Promise.resolve(this.position);
  begin = (_topic: string, _partition: number, nextOffset: bigint, topicId: string) => {
    this.position ??= { nextOffset, topicId };
    return Promise.resolve();
  };
}

let ledger: Ledger;

@Controller()
class LedgerController {
  @EventPattern<'things'>('things')
  enter(@Payload() records: readonly KafkaRecord[], @Ctx() context: KafkaBatchContext): void {
    if (ledger.failures > 0) {
      ledger.failures--;
      throw new Error('the database is away');
    }
    const values = records.map((record) => String(record.value));
    if (values.includes('poison')) {
      ledger.poisoned.push(values.length);
      throw new Error('it can not be handled');
    }
    ledger.effects.push(...values);
    ledger.batches.push(values.length);
    ledger.position = { nextOffset: records.at(-1)!.offset + 1n, topicId: context.getTopicId() };
  }
}

@Module({ controllers: [LedgerController] })
class LedgerModule {}

describe('a consumer that keeps its position with its effects', () => {
  let server: TestKafka;
  let kafka: KafkaClient;
  let topic: string;
  let alarms: ConsumerAlarm[];
  let service: INestMicroservice | undefined;

  beforeAll(async () => {
    server = await kafkaForTests();
    kafka = createKafka({ clientId: 'test', brokers: server.brokers }, silentLogger);
  }, 120_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    ledger = new Ledger();
    alarms = [];
    topic = `things-${randomUUID()}`;
    await createTopic();
  });
  afterEach(async () => {
    await service?.close();
    service = undefined;
  });

  const createTopic = async () => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1 }] });
    await eventually(() => admin.fetchTopicOffsets(topic).then(() => true));
    await admin.disconnect();
  };
  const send = async (...values: string[]) => {
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, messages: values.map((value) => ({ value })) });
    await producer.disconnect();
  };
  const start = async (firstRun: boolean) => {
    const strategy = new PositionedKafkaStrategy({
      kafka,
      group: topic,
      positions: ledger,
      firstRun,
      eventLogger: silentLogger,
      clock: { now: () => new Date() },
      onAlarm: (alarm) => alarms.push(alarm),
      topicsFor: () => [topic],
    });
    service = await NestFactory.createMicroservice(LedgerModule, { strategy, logger: false });
    await service.listen();
    return strategy;
  };

  it('handles each record once, in order, also those that failed at first, and skips none', async () => {
    await send('a', 'b', 'c');
    ledger.failures = 3;
    const strategy = await start(true);
    await eventually(() => ledger.effects.length === 3);
    expect(ledger).toMatchObject({ effects: ['a', 'b', 'c'], failures: 0 });
    await eventually(() => strategy.health().state === 'running');
  }, 60_000);

  it('takes many at once; after a failure one, and then more and more again', async () => {
    const values = Array.from({ length: 250 }, (_, index) => String(index));
    await send(...values);
    ledger.failures = 1;
    await start(true);
    await eventually(() => ledger.effects.length === values.length);
    expect(ledger.effects).toEqual(values);
    expect(ledger.batches.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(Math.max(...ledger.batches)).toBe(100);
  }, 60_000);

  it('names the record that can not be handled, and what came before it is handled', async () => {
    await send('a', 'b', 'poison', 'c');
    const strategy = await start(true);
    await eventually(() => ledger.poisoned.at(-1) === 1);
    await eventually(() => strategy.health().partitions[`${topic}/0`]?.offset === '2');
    expect(ledger.effects).toEqual(['a', 'b']);
  }, 60_000);

  it('goes on where the store says', async () => {
    await send('a', 'b');
    await start(true);
    await eventually(() => ledger.effects.length === 2);
    await service!.close();
    await send('c');
    await start(false);
    await eventually(() => ledger.effects.length === 3);
    expect(ledger.effects).toEqual(['a', 'b', 'c']);
  }, 60_000);

  it('raises no alarm where another instance goes on while this one is opening', async () => {
    await send('a');
    ledger.find = async () => {
      if (ledger.position === null) await send('b'); // which the other instance handles at once
      return (ledger.position ??= { nextOffset: 2n, topicId: null });
    };
    const strategy = await start(false);
    await eventually(() => strategy.health().state === 'running');
    await send('c');
    await eventually(() => ledger.effects.length === 1);
    expect([alarms, ledger.effects]).toEqual([[], ['c']]);
  }, 60_000);

  it.each([
    ['there is no position and no first run', null, 'PSR_CONSUMER_POSITION_MISSING'],
    ['the position lies outside the log', { nextOffset: 9n, topicId: null }, 'PSR_CONSUMER_POSITION_OUTSIDE'],
    ['the topic was recreated', { nextOffset: 0n, topicId: 'another' }, 'PSR_CONSUMER_TOPIC_RECREATED'],
  ])(
    'stops with an alarm when %s',
    async (_, position, code) => {
      await send('a');
      ledger.position = position;
      const strategy = await start(false);
      await eventually(() => strategy.health().state === 'alarm');
      expect([alarms.map((alarm) => alarm.code), ledger.effects]).toEqual([[code], []]);
      expect(strategy.health().reason).toBe(code);
    },
    60_000,
  );
});

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 45_000;
  for (;;) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (held) return;
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
