import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@passerelle/testing';

export interface ReadRecord {
  topic: string;
  partition: number;
  key: string;
  value: string;
  headers: Record<string, string>;
}

const READER = 'test/integration/link/java/CommittedReader.java';

/**
 * What a reader that is not kafkajs finds committed in some topics: Kafka's own Java client, run from source (a JDK).
 * Keys, values and headers must hold no tab, line break, `;` or `=`.
 */
export function readWithJava(brokers: readonly string[], ...topics: string[]): Promise<ReadRecord[]> {
  return read(brokers, topics);
}

/** The same behind TLS client certificates, without the values: they may hold anything and be large. */
export async function placesWithJava(
  { brokers, ca, cert, key }: { brokers: readonly string[]; ca: string; cert: string; key: string },
  ...topics: string[]
): Promise<ReadRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-reader-'));
  const [keystore, config] = [join(folder, 'keystore.pem'), join(folder, 'client.properties')];
  try {
    writeFileSync(keystore, [key, cert].map((file) => readFileSync(file, 'utf8')).join('\n'), {
      mode: 0o600,
    });
    const settings = {
      'security.protocol': 'SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': ca,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keystore,
    };
    writeFileSync(
      config,
      Object.entries(settings)
        .map((setting) => setting.join('='))
        .join('\n'),
    );
    return await read(brokers, topics, [`-Dreader.config=${config}`, '-Dreader.values=false']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function read(
  brokers: readonly string[],
  topics: readonly string[],
  flags: readonly string[] = [],
): Promise<ReadRecord[]> {
  const classPath = join(await brokerJars(), '*');
  const program = join(repositoryRoot(), READER);
  const reader = spawn('java', [
    '-Xmx256m',
    ...flags,
    '-cp',
    classPath,
    program,
    brokers.join(','),
    ...topics,
  ]);
  let output = '';
  let errors = '';
  reader.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  reader.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const code = await new Promise((resolve) => reader.once('close', resolve));
  if (code !== 0) throw new Error(`the Java reader failed: ${errors.slice(-2000)}`);
  return output.split('\n').filter(Boolean).map(parseLine);
}

function parseLine(line: string): ReadRecord {
  const [topic = '', partition = '', key = '', value = '', headers = ''] = line.split('\t');
  const pairs = headers.split(';').filter(Boolean);
  return {
    topic,
    partition: Number(partition),
    key,
    value,
    headers: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
  };
}

async function brokerJars(): Promise<string> {
  const script = pathToFileURL(join(repositoryRoot(), 'deploy/kafka/fetch.mjs')).href;
  const { fetchKafka } = (await import(script)) as { fetchKafka: () => Promise<{ libs: string }> };
  return (await fetchKafka()).libs;
}
