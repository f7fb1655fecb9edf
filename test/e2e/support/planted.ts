import { encryptWithDataKey, importSealKey, seal } from '@passerelle/credential';
import { createKafka, silentLogger } from '@passerelle/kafka';
import { type JsonWebKey, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NationEntry } from './sandbox.js';
import { query } from './surfaces.js';

/** Leaks put where the search must find them, each with a text of its own; `remove` takes them away again. */
export interface Planted {
  remove(): Promise<void>;
}

/** In clear, in a file of the nation. */
export function plantFile({ dataDir }: NationEntry, text: string): Planted {
  const file = join(dataDir, 'logs', 'planted.log');
  writeFileSync(file, `{"event":"planted","${text}":1}\n`);
  return { remove: async () => rmSync(file) };
}

/** In clear, in a row; long and of one letter, so that PostgreSQL compresses it in its files. */
export async function plantRow(entry: NationEntry, text: string): Promise<Planted> {
  await query(entry, 'passerelle', 'drop table if exists public.planted');
  await query(entry, 'passerelle', 'create table public.planted (body jsonb)');
  const body = JSON.stringify({ token: Buffer.from(`${text} ${'a'.repeat(20_000)}`).toString('base64') });
  await query(entry, 'passerelle', 'insert into public.planted values ($1)', [body]);
  return { remove: async () => void (await query(entry, 'passerelle', 'drop table public.planted')) };
}

/** In a message sealed to the nation's gate, in a topic that nobody consumes. */
export async function plantSealed(nation: string, entry: NationEntry, text: string): Promise<Planted> {
  const { kafka, dataDir } = entry;
  const tls = { caFile: kafka.ca, certFile: kafka.cert, keyFile: kafka.key };
  const client = createKafka({ clientId: 'e2e-planted', brokers: kafka.brokers, tls }, silentLogger);
  const jwk = JSON.parse(readFileSync(join(dataDir, 'public-keys', 'gate.jwk.json'), 'utf8')) as JsonWebKey;
  const disclosure = Buffer.from(JSON.stringify(['salt', 'narrative', { text }])).toString('base64url');
  const topic = `${nation.toLowerCase()}.inbound.planted.v1`;
  const admin = client.admin();
  const producer = client.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({
    topics: [{ topic, numPartitions: 1, replicationFactor: 1 }],
    waitForLeaders: false,
  });
  const value = seal(`e30.e30.c2ln~${disclosure}~`, importSealKey(jwk));
  await producer.send({ topic, messages: [{ key: 'planted', value }] });
  await producer.disconnect();
  return {
    remove: async () => {
      await admin.deleteTopics({ topics: [topic] });
      await admin.disconnect();
    },
  };
}

/** Under the data key of an alert that the nation holds. */
export async function plantUnderDataKey(entry: NationEntry, text: string): Promise<Planted> {
  const alertId = randomUUID();
  const key = randomBytes(32);
  const document = encryptWithDataKey(Buffer.from(JSON.stringify({ text })), key, `alert/${alertId}/1`);
  await query(entry, 'vault', 'insert into vault.data_key values ($1, $2)', [alertId, key]);
  await query(
    entry,
    'passerelle',
    `insert into national_node.alert (alert_id, origin, state, version, category, urgency, handling, status,
       expires_at, stored_at, updated_at) values ($1, 'planted', 'active', 1, '', '', '', '', 'infinity', now(), now())`,
    [alertId],
  );
  await query(entry, 'passerelle', 'insert into national_node.alert_version values ($1, 1, now(), $2)', [
    alertId,
    document,
  ]);
  return {
    remove: async () => {
      for (const table of ['alert_version', 'alert'])
        await query(entry, 'passerelle', `delete from national_node.${table} where alert_id = $1`, [alertId]);
      await query(entry, 'vault', 'delete from vault.data_key where alert_id = $1', [alertId]);
    },
  };
}
