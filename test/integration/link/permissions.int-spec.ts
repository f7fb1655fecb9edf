import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createKafka,
  type KafkaClient,
  PartitionReader,
  Partitioners,
  provisionCluster,
  silentLogger,
  topicRegistry,
} from '@passerelle/kafka';
import { Link, type OutboxPort, OutboxSource } from '@passerelle/link';
import {
  type CertifiedKey,
  createCertificateAuthority,
  issueCertificate,
  type KafkaServer,
  startKafka,
} from '@passerelle/testing';
import { eventually } from './test-cluster.js';

/** A source of one record, so that a link has something to carry. */
const oneRow: OutboxPort = {
  epoch: () => Promise.resolve('epoch'),
  sequence: () => Promise.resolve(0),
  read: (_, after) =>
    Promise.resolve(
      after >= 1n
        ? []
        : [{ seq: 1n, partition: 0, key: 'k', value: Buffer.from('v'), headers: {}, createdAt: new Date() }],
    ),
  bounds: () => Promise.resolve({ low: 1n, high: 1n }),
  waiting: () => Promise.resolve(0),
  knock: () => Promise.resolve(),
  prune: () => Promise.resolve(),
};

describe('a cluster provisioned from the registry', () => {
  const registry = topicRegistry('XA', ['XB']);
  let directory: string;
  let authority: CertifiedKey;
  let server: KafkaServer;
  let caFile: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'passerelle-acl-'));
    authority = await createCertificateAuthority('XA');
    caFile = await file('ca.pem', authority.certificate);
    const { certFile, keyFile } = await certified('xa-kafka');
    const tls = { caFile, certFile, keyFile, principal: 'xa-kafka' };
    server = await startKafka({ directory, superUsers: ['xa-admin'], tls });
    await provisionCluster(await as('xa-admin'), 'XA', ['XB']);
  }, 180_000);
  afterAll(async () => {
    await server?.kill();
    await rm(directory, { recursive: true, force: true });
  });

  const file = async (name: string, content: string) => {
    await writeFile(join(directory, name), content);
    return join(directory, name);
  };
  const certified = async (commonName: string) => {
    const key = await issueCertificate(authority, { commonName, hosts: ['127.0.0.1', 'localhost'] });
    const certFile = await file(`${commonName}.crt`, key.certificate);
    return { certFile, keyFile: await file(`${commonName}.key`, key.privateKey) };
  };
  const as = async (principal: string): Promise<KafkaClient> =>
    createKafka(
      { clientId: principal, brokers: server.brokers, tls: { caFile, ...(await certified(principal)) } },
      silentLogger,
    );

  it('can be provisioned again', async () => {
    await provisionCluster(await as('xa-admin'), 'XA', ['XB']);
  }, 60_000);

  const carries = async (principal: string, name: string, positionTopic: string, topics: string[]) => {
    const link = new Link({
      name,
      transactionalIdPrefix: name,
      source: new OutboxSource({ port: oneRow, name: 'row', pollMilliseconds: 1_000 }),
      destination: await as(principal),
      positionTopic,
      transform: ({ key, value }) =>
        topics.map((topic) => ({
          topic,
          partition: registry.partitionOwners(topic).length > 1 ? registry.partitionFor(topic, name, 0) : 0,
          key: key!,
          value: value!,
        })),
      firstRun: true,
      logger: silentLogger,
      clock: { now: () => new Date() },
      onAlarm: () => undefined,
    });
    await link.start();
    try {
      await eventually(`${name} to carry; ${link.metrics.lastError}`, () => link.metrics.records === 1);
    } finally {
      await link.stop();
    }
  };

  it('lets every link of ours read its sources and write its destinations in one transaction', async () => {
    // The administrator is a super user, and what is named after him is no link that runs.
    for (const link of registry.links().filter(({ host }) => host !== 'admin')) {
      const principal = `xa-${link.host}`;
      for (const topic of link.sources) {
        const reader = await PartitionReader.open(await as(principal), [topic], 0);
        const { low } = await reader.bounds(topic);
        await reader.fetch(new Map([[topic, low]]), 0);
        await reader.close();
      }
      if (link.cluster === 'partner') continue;
      await carries(principal, link.name, registry.position(link.name), link.destinations);
    }
  }, 180_000);

  it("lets the partner's carry deliver, and neither read what it delivered nor write anything else", async () => {
    const partner = topicRegistry('XB', ['XA']);
    const name = partner.carryLink('XA', 'receipt');
    const inbound = partner.partnerInbound('XA', 'receipt');
    await carries('xb-carry', name, partner.partnerPosition('XA', 'receipt'), [inbound]);
    const kafka = await as('xb-carry');
    const denied = { message: expect.stringContaining('authoriz') as unknown as string };
    await expect(PartitionReader.open(kafka, [registry.evidence()], 0)).rejects.toMatchObject(denied);
    const reader = await PartitionReader.open(kafka, [inbound], 0);
    await expect(reader.fetch(new Map([[inbound, 0n]]), 0)).rejects.toMatchObject(denied);
    await reader.close();
    for (const topic of [registry.evidence(), registry.agreement(), registry.outbound('receipt')]) {
      const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      const sending = producer.send({ topic, messages: [{ value: 'x' }] });
      await expect(sending).rejects.toMatchObject(denied);
      await producer.disconnect();
    }
  }, 120_000);
});
