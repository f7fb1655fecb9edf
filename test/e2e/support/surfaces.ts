import {
  createKafka,
  type KafkaClient,
  type KafkaRecord,
  PartitionReader,
  silentLogger,
} from '@passerelle/kafka';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { Machine, type NationEntry, sandbox } from './sandbox.js';

/** Bytes at rest or given out, and where they were found. */
export interface Surface {
  where: string;
  bytes: Buffer;
}

export const DATABASE_NAMES = ['passerelle', 'vault'] as const;

/** Rows of one of the nation's databases, read as its super user. */
export async function query<T = Record<string, unknown>>(
  { postgres }: NationEntry,
  database: (typeof DATABASE_NAMES)[number],
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const url = new URL(postgres);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as T[];
  } finally {
    await client.end();
  }
}

/** Every file under the nation's folder, after its database wrote what it held in memory. */
export async function* files(entry: NationEntry): AsyncGenerator<Surface> {
  await query(entry, 'passerelle', 'checkpoint');
  for (const found of readdirSync(entry.dataDir, { recursive: true, withFileTypes: true })) {
    if (!found.isFile()) continue;
    const where = join(found.parentPath, found.name);
    const bytes = contentOf(where);
    if (bytes) yield { where, bytes };
  }
}

/** A server may remove a file between listing and reading; what it held has gone elsewhere by then. */
function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Every row of every table, as PostgreSQL writes it: what its files hold compressed is plain here. */
export async function* rows(entry: NationEntry): AsyncGenerator<Surface> {
  for (const database of DATABASE_NAMES) {
    const tables = await query<{ name: string }>(
      entry,
      database,
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      const found = await query<{ row: string }>(entry, database, `select t::text as row from ${name} t`);
      yield { where: `${database} ${name}`, bytes: Buffer.from(found.map(({ row }) => row).join('\n')) };
    }
  }
}

/** Every committed record of the topics whose name `wanted` accepts, each partition in its order. */
export async function recordsOf(
  { kafka }: NationEntry,
  wanted: (topic: string) => boolean = (topic) => !topic.startsWith('__'),
): Promise<KafkaRecord[]> {
  const tls = { caFile: kafka.ca, certFile: kafka.cert, keyFile: kafka.key };
  const client = createKafka({ clientId: 'e2e', brokers: kafka.brokers, tls }, silentLogger);
  const admin = client.admin();
  await admin.connect();
  const records: KafkaRecord[] = [];
  for (const topic of (await admin.listTopics()).filter(wanted)) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (low !== high) records.push(...(await read(client, topic, partition)));
    }
  }
  await admin.disconnect();
  return records;
}

/** What the partition holds now. */
async function read(client: KafkaClient, topic: string, partition: number): Promise<KafkaRecord[]> {
  const reader = await PartitionReader.open(client, [topic], partition);
  const records: KafkaRecord[] = [];
  const { low, high } = await reader.bounds(topic);
  for (let at = low; at < high;) {
    const fetched = (await reader.fetch(new Map([[topic, at]]), 0)).get(topic)!;
    records.push(...fetched.records);
    at = fetched.next;
  }
  await reader.close();
  return records;
}

/** Key, headers and value of each record. */
export async function* records(entry: NationEntry): AsyncGenerator<Surface> {
  for (const { topic, partition, offset, key, headers, value } of await recordsOf(entry)) {
    const bytes = Buffer.concat([Buffer.from(`${key} ${JSON.stringify(headers)} `), value ?? Buffer.of()]);
    yield { where: `${topic}/${partition}/${offset}`, bytes };
  }
}

/** Every answer of the nation's interfaces, with its headers, to each client that gets one. */
export async function* answers(nation: string): AsyncGenerator<Surface> {
  const [system, desk, auditor, inspector] = ['system', 'desk', 'auditor', 'inspector'].map(
    (client) => new Machine(nation, client),
  ) as [Machine, Machine, Machine, Machine];
  const alerts = await system.all<{ alertId: string }>('api', '/v1/alerts');
  yield { where: `${nation} api alerts`, bytes: Buffer.from(JSON.stringify(alerts)) };
  for (const { alertId } of alerts) {
    yield await answer(system, 'api', `/v1/alerts/${alertId}`);
    yield await answer(system, 'api', `/v1/alerts/${alertId}/receipts`);
    yield await answer(inspector, 'auditor', `/v1/history/${alertId}/disclosures`);
    yield await answer(inspector, 'api', `/v1/archive/alerts/${alertId}`);
  }
  const history = await auditor.all('auditor', '/v1/history');
  yield { where: `${nation} auditor history`, bytes: Buffer.from(JSON.stringify(history)) };
  const notifications = await desk.all('desk', '/v1/notifications');
  yield { where: `${nation} desk notifications`, bytes: Buffer.from(JSON.stringify(notifications)) };
  yield await stream(desk);
  yield* operational(nation);
}

/** What a service says about itself: to nobody in particular. */
export async function* operational(nation: string): AsyncGenerator<Surface> {
  const system = new Machine(nation, 'system');
  for (const service of ['api', 'desk', 'auditor'] as const) {
    for (const path of ['/metrics', '/health/live', '/health/ready', '/openapi.json'])
      yield await answer(system, service, path);
  }
}

async function answer(machine: Machine, service: 'api' | 'desk' | 'auditor', path: string): Promise<Surface> {
  const response = await fetch(`${machine.entry[service]}${path}`, {
    headers: { authorization: `Bearer ${await machine.token()}` },
  });
  const said = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
  return { where: `${machine.nation} ${service} ${path} ${response.status}`, bytes: Buffer.from(said) };
}

/** All that the desk's stream tells one who missed everything. */
async function stream(desk: Machine): Promise<Surface> {
  const path = '/v1/notifications/stream';
  const abort = new AbortController();
  const response = await fetch(`${desk.entry.desk}${path}`, {
    headers: { authorization: `Bearer ${await desk.token()}`, 'last-event-id': '0' },
    signal: abort.signal,
  });
  const chunks: Uint8Array[] = [];
  const quiet = setTimeout(() => abort.abort(), 2000);
  try {
    for await (const chunk of response.body!) {
      chunks.push(chunk as Uint8Array);
      quiet.refresh();
      if (chunks.length > 1000) break;
    }
  } catch {
    // the quiet after the last event
  }
  clearTimeout(quiet);
  abort.abort();
  return { where: `${desk.nation} desk ${path} ${response.status}`, bytes: Buffer.concat(chunks) };
}

/** What the launcher said, where it says it into a file; its logs and those of all services. */
export function* logs(): Generator<Surface> {
  const { launcher, processes } = sandbox();
  for (const log of new Set([...processes.map(({ log }) => log), outputOf(launcher)])) {
    yield { where: log, bytes: readFileSync(log) };
  }
}

/** @throws Error where the launcher speaks to a terminal: then nobody could search what it said */
function outputOf(launcher: number): string {
  const file = readlinkSync(`/proc/${launcher}/fd/1`);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Error('start the sandbox with its output in a file: it is searched too');
  return file;
}
