import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Admin,
  createKafka,
  type KafkaClient,
  LANES,
  PartitionReader,
  Partitioners,
  silentLogger,
} from '@passerelle/kafka';
import { join } from 'node:path';
import { entryOf, recordsOf, registryOf } from './support/cluster.js';
import { nationCodes } from './support/sandbox.js';

/** The credential that a nation's carry holds on the partner's cluster, in the hands of somebody curious. */
const [here, there] = nationCodes();
const registry = registryOf(there);
const own = here.toLowerCase();
const position = registry.position(`${own}-carry-${there.toLowerCase()}-alert-urgent`);

let carry: KafkaClient;
let admin: Admin;
beforeAll(async () => {
  const tls = join(entryOf(here).dataDir, 'holders', 'bridge-carry', `tls-${there.toLowerCase()}`);
  carry = createKafka(
    {
      clientId: 'curious',
      brokers: entryOf(there).kafka.brokers,
      tls: { caFile: join(tls, 'ca.pem'), certFile: join(tls, 'cert.pem'), keyFile: join(tls, 'key.pem') },
    },
    silentLogger,
  );
  admin = carry.admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

const REFUSED = /not authorized|authorization failed|does not host this topic/i;
const secrets = (): string[] =>
  registry
    .topics()
    .map(({ name }) => name)
    .filter((name) => !name.includes(`.position.${own}-carry-`));

const write = async (topic: string, transactionalId?: string): Promise<void> => {
  const producer = carry.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 1 },
    ...(transactionalId !== undefined && { transactionalId, idempotent: true, maxInFlightRequests: 1 }),
  });
  await producer.connect();
  try {
    const messages = [{ partition: 0, key: 'curious', value: 'x' }];
    if (transactionalId === undefined) await producer.send({ topic, messages });
    else await (await producer.transaction()).abort();
  } finally {
    await producer.disconnect();
  }
};

/** Asks for records, also where there are none: who may write may see that a topic is empty. */
const fetchOf = async (topic: string): Promise<void> => {
  const reader = await PartitionReader.open(carry, [topic], 0);
  try {
    await reader.fetch(new Map([[topic, 0n]]), 0);
  } finally {
    await reader.close();
  }
};

describe('the carry credential on the partner’s cluster', () => {
  it('reads its own position', async () => {
    expect((await recordsOf(carry, position)).length).toBeGreaterThan(0);
  });

  it('sees the names of its own topics only', async () => {
    const topics = (await admin.listTopics()).sort();
    const allowed = LANES.flatMap((lane) => [
      registry.position(`${own}-carry-${there.toLowerCase()}-${lane.replace('.', '-')}`),
      registry.inbound(here, lane),
    ]);
    expect(topics).toEqual(allowed.sort());
  });

  it('reads nothing else, what it delivered included', async () => {
    for (const topic of secrets()) {
      await expect(fetchOf(topic)).rejects.toThrow(REFUSED);
    }
  }, 600_000);

  it('writes nothing but what it delivers', async () => {
    const inbound = new Set(LANES.map((lane) => registry.inbound(here, lane)));
    for (const topic of secrets().filter((name) => !inbound.has(name))) {
      await expect(write(topic)).rejects.toThrow(REFUSED);
    }
  }, 600_000);

  it.each([[`${there.toLowerCase()}-enforce-alert-urgent.0`], ['curious'], [`${own}-carryx`]])(
    'can not take over the transactional id %s',
    async (id) => {
      // kafkajs tells a refused transactional id as a coordinator that was not found
      await expect(write(registry.inbound(here, 'alert.urgent'), id)).rejects.toThrow(
        /coordinator|authoriz/i,
      );
    },
  );

  it('may begin a transaction under an id of its own', async () => {
    await write(registry.inbound(here, 'alert.urgent'), `${own}-carry-${there.toLowerCase()}-curious`);
  });

  it('administers nothing', async () => {
    const topic = `${there.toLowerCase()}.curious.v1`;
    await expect(admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })).rejects.toThrow();
    await expect(admin.deleteTopics({ topics: [registry.evidence()] })).rejects.toThrow();
    await expect(admin.deleteTopics({ topics: [registry.inbound(here, 'receipt')] })).rejects.toThrow();
    await expect(
      admin.deleteTopicRecords({
        topic: registry.inbound(here, 'receipt'),
        partitions: [{ partition: 0, offset: '-1' }],
      }),
    ).rejects.toThrow();
    expect((await admin.listGroups()).groups).toEqual([]);
  });
});
