import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { publicJwk, signAgreement } from '@passerelle/credential';
import {
  createKafka,
  type KafkaClient,
  type KafkaRecord,
  quarantineRecord,
  readTopicToEnd,
  silentLogger,
  topicRegistry,
} from '@passerelle/kafka';
import { type AgreementTemplate, draftAgreement, type PublicJwk } from '@passerelle/sharing-agreement';
import { kafkaForTests, repositoryRoot, type TestKafka } from '@passerelle/testing';
import { program } from '../program.js';

/** A nation of its own, so that a shared broker holds no topics of these names. */
const registry = topicRegistry('XQ', ['XR']);
const payloadTopic = registry.inbound('XR', 'alert.urgent');
const topics = [registry.agreement(), registry.quarantine(payloadTopic), registry.readmitted(payloadTopic)];

let server: TestKafka;
let kafka: KafkaClient;
let folder: string;
let printed: string[];

beforeAll(async () => {
  server = await kafkaForTests();
  kafka = createKafka({ clientId: 'passctl-test', brokers: server.brokers }, silentLogger);
  folder = mkdtempSync(join(tmpdir(), 'passctl-'));
  process.env['KAFKA_BROKERS'] = server.brokers.join(',');
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 1 })) });
  await admin.disconnect();
}, 120_000);

afterAll(async () => {
  delete process.env['KAFKA_BROKERS'];
  rmSync(folder, { recursive: true });
  await server.stop();
});

beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});

const passctl = async (...args: string[]) => (await program()).parseAsync(args, { from: 'user' });

async function recordsOf(topic: string): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = [];
  const follower = await readTopicToEnd(kafka, topic, (record) => void records.push(record));
  await follower.stop();
  return records;
}

describe('passctl quarantine', () => {
  const place = ['--nation', 'XQ', '--topic', registry.quarantine(payloadTopic)];

  beforeAll(async () => {
    const original = {
      topic: payloadTopic,
      partition: 0,
      offset: 41n,
      key: 'thread',
      value: Buffer.from('sealed bytes'),
      headers: {},
    };
    const { topic, ...message } = quarantineRecord(registry, original, 'PSR_SIGNATURE_INVALID', new Date(0));
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [message] });
    await producer.disconnect();
  });

  it('lists where a record came from and why it was refused, and none of its contents', async () => {
    await passctl('quarantine', 'list', ...place);
    expect(printed).toEqual([`0 0 1970-01-01T00:00:00.000Z PSR_SIGNATURE_INVALID from ${payloadTopic} 0 41`]);
  });

  it('puts the record before its consumer again, untouched', async () => {
    await passctl('quarantine', 'readmit', ...place, '--offset', '0');
    const [record] = await recordsOf(registry.readmitted(payloadTopic));
    expect(record?.value?.toString()).toBe('sealed bytes');
    expect(record?.key).toBe('thread');
  });

  it('puts every record that was refused for one reason before its consumer again, and no other', async () => {
    const before = (await recordsOf(registry.readmitted(payloadTopic))).length;
    await passctl('quarantine', 'readmit', ...place, '--reason', 'PSR_NOT_YET_VALID');
    await passctl('quarantine', 'readmit', ...place, '--reason', 'PSR_SIGNATURE_INVALID', '--from', '1');
    expect(await recordsOf(registry.readmitted(payloadTopic))).toHaveLength(before);
    await passctl('quarantine', 'readmit', ...place, '--reason', 'PSR_SIGNATURE_INVALID');
    expect(await recordsOf(registry.readmitted(payloadTopic))).toHaveLength(before + 1);
    expect(printed.at(-1)).toBe(
      `readmitted ${registry.quarantine(payloadTopic)} 0: 1 for PSR_SIGNATURE_INVALID`,
    );
  });

  it('readmits nothing unless it is told which', async () => {
    await expect(passctl('quarantine', 'readmit', ...place)).rejects.toThrow('--offset or --reason');
  });

  it('readmits nothing from where nothing is', async () => {
    await expect(passctl('quarantine', 'readmit', ...place, '--offset', '7')).rejects.toThrow('no record');
  });
});

describe('passctl agreement publish', () => {
  const file = () => join(folder, 'agreement.json');
  const publish = (partner = 'XR') =>
    passctl('agreement', 'publish', '--file', file(), '--nation', 'XQ', '--partner', partner);

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicJwk(privateKey) as PublicJwk;
  const sign = async (document: unknown): Promise<void> => {
    const signed = await signAgreement(document, { kid: jwk.kid, key: privateKey }, 'XQ');
    writeFileSync(file(), JSON.stringify(signed));
  };
  const [validFrom, validUntil] = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'];
  const template = readFileSync(join(repositoryRoot(), 'deploy/agreements/mr-ml-demonstration.json'), 'utf8');
  const agreement = draftAgreement(
    JSON.parse(template.replaceAll(/\bMR\b/g, 'XQ').replaceAll(/\bML\b/g, 'XR')) as AgreementTemplate,
    {
      validFrom,
      validUntil,
      keys: [{ nation: 'XQ', role: 'origin', jwk, notBefore: validFrom, notAfter: validUntil }],
    },
  );

  it('publishes nothing but a signed agreement between the two', async () => {
    writeFileSync(file(), '{}');
    await expect(publish()).rejects.toThrow('not signed');
    await sign({ parties: ['XQ', 'XR'] });
    await expect(publish()).rejects.toThrow('agreement /type: missing');
    await sign(agreement);
    await expect(publish('XS')).rejects.toThrow('between XQ and XR');
    expect(await recordsOf(registry.agreement())).toEqual([]);
  });

  it('publishes the document exactly as it was signed', async () => {
    await sign(agreement);
    await publish();
    const [record] = await recordsOf(registry.agreement());
    expect(record?.key).toBe(agreement.id);
    expect(JSON.parse(String(record?.value))).toEqual(JSON.parse(readFileSync(file(), 'utf8')));
  });
});
