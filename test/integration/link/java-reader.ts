import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { repositoryRoot } from '@passerelle/testing';

export interface ReadRecord {
  topic: string;
  partition: number;
  key: string;
  value: string;
  headers: Record<string, string>;
}

const READER = fileURLToPath(new URL('java/CommittedReader.java', import.meta.url));

/**
 * What a reader that is not kafkajs finds committed in some topics: Kafka's own Java client, run from source (a JDK).
 * Keys, values and headers must hold no tab, line break, `;` or `=`.
 */
export async function readWithJava(brokers: readonly string[], ...topics: string[]): Promise<ReadRecord[]> {
  const classPath = join(await brokerJars(), '*');
  const reader = spawn('java', ['-Xmx256m', '-cp', classPath, READER, brokers.join(','), ...topics]);
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
