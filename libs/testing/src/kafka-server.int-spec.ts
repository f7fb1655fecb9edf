import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs, { type Kafka } from 'kafkajs';
import { type CertifiedKey, createCertificateAuthority, issueCertificate } from './certificates.js';
import { type KafkaServer, startKafka } from './kafka-server.js';
import { freePorts } from './ports.js';

const TOPIC = 'xa.outbound.alert.urgent.v1';

describe('a broker with TLS client certificates and ACLs', () => {
  let directory: string;
  let authority: CertifiedKey;
  let server: KafkaServer;
  let border: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'passerelle-kafka-'));
    authority = await createCertificateAuthority('XA');
    const broker = await issueCertificate(authority, {
      commonName: 'xa-kafka',
      hosts: ['127.0.0.1', 'localhost'],
    });
    const file = async (name: string, content: string) => {
      await writeFile(join(directory, name), content);
      return join(directory, name);
    };
    border = (await freePorts(1))[0]!;
    server = await startKafka({
      directory,
      border: { port: border },
      superUsers: ['xa-admin'],
      tls: {
        caFile: await file('ca.pem', authority.certificate),
        certFile: await file('cert.pem', broker.certificate),
        keyFile: await file('key.pem', broker.privateKey),
        principal: 'xa-kafka',
      },
    });
    await asAdministrator(await clientOf('xa-admin')).createTopics();
  }, 120_000);

  afterAll(async () => {
    await server.kill();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  async function clientOf(
    principal: string,
    { signedBy = authority, brokers = server.brokers } = {},
  ): Promise<Kafka> {
    const { certificate, privateKey } = await issueCertificate(signedBy, {
      commonName: principal,
      hosts: [],
    });
    return client({ ca: [authority.certificate], cert: certificate, key: privateKey }, brokers);
  }

  function client(ssl: { ca: string[]; cert?: string; key?: string }, brokers = server.brokers): Kafka {
    const { NOTHING } = kafkajs.logLevel;
    return new kafkajs.Kafka({ brokers, ssl, logLevel: NOTHING, retry: { retries: 1 } });
  }

  it('accepts a client certificate of its authority', async () => {
    await expect(asAdministrator(await clientOf('xa-admin')).topics()).resolves.toContain(TOPIC);
  });

  it('refuses an anonymous client', async () => {
    const anonymous = client({ ca: [authority.certificate] });
    await expect(asAdministrator(anonymous).topics()).rejects.toThrow();
  });

  it('refuses a certificate of another authority, whatever name is on it', async () => {
    const impostor = await clientOf('xa-admin', { signedBy: await createCertificateAuthority('XB') });
    await expect(asAdministrator(impostor).topics()).rejects.toThrow();
  });

  it('lets an unlisted principal write nowhere', async () => {
    const producer = (await clientOf('xa-stranger')).producer();
    await producer.connect();
    const sending = producer.send({ topic: TOPIC, messages: [{ value: 'x' }] });
    await expect(sending).rejects.toThrow('Topic authorization failed');
    await producer.disconnect();
  });

  it('takes nobody at its border but the carry of a partner, its own administrator neither', async () => {
    const door = { brokers: [`127.0.0.1:${border}`] };
    await expect(asAdministrator(await clientOf('xb-carry', door)).topics()).resolves.toEqual([]);
    await expect(asAdministrator(await clientOf('xa-admin', door)).topics()).rejects.toThrow();
  });

  it('keeps its data when it is killed and started again', async () => {
    const administrator = await clientOf('xa-admin');
    const producer = administrator.producer();
    await producer.connect();
    await producer.send({ topic: TOPIC, acks: -1, messages: [{ value: 'kept' }] });
    await producer.disconnect();

    const before = server.pid;
    await server.kill();
    await server.restart();

    expect(server.pid).not.toBe(before);
    await expect(asAdministrator(administrator).endOffset()).resolves.toBe('1');
  }, 60_000);
});

function asAdministrator(kafka: Kafka) {
  async function connected<T>(ask: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = kafka.admin();
    try {
      await admin.connect();
      return await ask(admin);
    } finally {
      await admin.disconnect();
    }
  }
  return {
    createTopics: () =>
      connected((admin) =>
        admin.createTopics({ waitForLeaders: false, topics: [{ topic: TOPIC, numPartitions: 1 }] }),
      ),
    topics: () => connected((admin) => admin.listTopics()),
    endOffset: () => connected(async (admin) => (await admin.fetchTopicOffsets(TOPIC))[0]?.high),
  };
}
