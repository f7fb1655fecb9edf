import { decryptWithDataKey, MAX_BLOCK_BYTES, unseal } from '@passerelle/credential';
import type { KafkaRecord } from '@passerelle/kafka';
import { loadGateKey } from '@passerelle/keys';
import { join } from 'node:path';
import type { NationEntry } from './sandbox.js';
import { query, recordsOf, type Surface } from './surfaces.js';

export interface OpenedRecord {
  record: KafkaRecord;
  token: string;
}

/** The records of other nations' bridges, opened as only this nation's gate can. @throws where one does not open */
export async function openedInbound(nation: string, entry: NationEntry): Promise<OpenedRecord[]> {
  const gate = await loadGateKey(join(entry.dataDir, 'holders', 'national-node', 'gate.key.pem'));
  const inbound = await recordsOf(entry, (topic) => topic.startsWith(`${nation.toLowerCase()}.inbound.`));
  return inbound.map((record) => ({
    record,
    token: unseal(record.value!.toString('latin1'), () => gate.key, 2 * MAX_BLOCK_BYTES).toString('latin1'),
  }));
}

/** A token as text, and each of its parts decoded. */
export function* surfacesOfToken(where: string, token: string): Generator<Surface> {
  yield { where, bytes: Buffer.from(token) };
  for (const part of token.split(/[~.]/)) yield { where, bytes: Buffer.from(part, 'base64url') };
}

export interface StoredContent {
  alertId: string;
  /** What the bytes are bound to. */
  place: string;
  sealed: Buffer;
}

/** All content the nation keeps under data keys: documents it wrote and disclosures it sent or received. */
export async function storedContent(entry: NationEntry): Promise<StoredContent[]> {
  return query<StoredContent>(
    entry,
    'passerelle',
    `select alert_id as "alertId", format('message/%s/%s/%s', iss, jti, ver) as place, disclosures as sealed
       from national_node.message where disclosures is not null
     union all
     select alert_id, format('alert/%s/%s', alert_id, version), document
       from national_node.alert_version where document is not null`,
  );
}

export async function dataKeys(entry: NationEntry): Promise<Map<string, Buffer>> {
  const keys = await query<{ alert_id: string; key: Buffer }>(entry, 'vault', 'select * from vault.data_key');
  return new Map(keys.map(({ alert_id: alertId, key }) => [alertId, key]));
}

/** Opens with the alert's key, where it still has one. */
export function* openedContent(
  stored: readonly StoredContent[],
  keys: ReadonlyMap<string, Buffer>,
): Generator<Surface> {
  for (const { alertId, place, sealed } of stored) {
    const key = keys.get(alertId);
    if (!key) continue;
    const plain = decryptWithDataKey(sealed, key, place);
    yield { where: place, bytes: plain };
    if (!place.startsWith('message/')) continue;
    for (const disclosure of JSON.parse(plain.toString()) as string[])
      yield { where: place, bytes: Buffer.from(disclosure, 'base64url') };
  }
}
