import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { KafkaRecord } from '@passerelle/kafka';
import { createDataSource, provisionDatabases, runMigrations } from '@passerelle/persistence';
import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import type { DataSource } from 'typeorm';
import { hints } from '../../border/two-nations.js';
import { Receiver, TOPIC } from './receiver.js';

describe('alerts of a partner that come together', () => {
  let server: TestPostgres;
  let database: DataSource;
  let vault: DataSource;
  let receiver: Receiver;
  let offset = 0n;

  beforeAll(async () => {
    server = await postgresForTests();
    const suffix = randomBytes(4).toString('hex');
    const urls = await provisionDatabases({
      adminUrl: server.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    await runMigrations('national-node', urls['national-node'].ownerUrl);
    await runMigrations('vault', urls.vault.ownerUrl);
    database = await createDataSource('national-node', urls['national-node'].url).initialize();
    vault = await createDataSource('vault', urls.vault.url).initialize();
    receiver = new Receiver(database, vault);
    await receiver.nations.conclude();
  });
  afterAll(async () => {
    await database?.destroy();
    await vault?.destroy();
    await server?.stop();
  });

  const placed = (record: KafkaRecord): KafkaRecord => ({ ...record, topic: TOPIC, offset: offset++ });

  /** Of five subjects: new, changed, ended, overtaken, repeated, said twice in two ways, not readable, not for us. */
  async function everything() {
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => randomUUID()) as [string, ...string[]];
    const first = await receiver.message({ jti: a, ver: 1 });
    const records = [
      first,
      await receiver.message({ jti: b!, ver: 1 }),
      { ...first, value: Buffer.from('nothing that was sealed') },
      await receiver.message({ jti: a, ver: 2 }),
      await receiver.message({ jti: c!, ver: 3 }),
      await receiver.message({ jti: c!, ver: 2 }),
      first,
      await receiver.message({ jti: b!, ver: 2, act: 'withdraw' }),
      await receiver.message({ jti: b!, ver: 3 }),
      await receiver.message({ jti: a, ver: 2 }),
      { ...(await receiver.message({ jti: d!, ver: 1 })), headers: hints('alert.updated') },
      await receiver.message({ jti: e!, ver: 1 }),
    ];
    const names = new Map([a, b, c, d, e].map((jti, index) => [jti!, 'abcde'[index]!]));
    return { names, records: records.map(placed) };
  }

  /** What is left of it, with the names of the subjects in place of their ids. */
  async function leftOf(names: ReadonlyMap<string, string>) {
    const jtis = [...names.keys()];
    const rows = (sql: string, parameters: unknown[] = [jtis]) =>
      database.query<Record<string, string>[]>(sql, parameters);
    const alerts = await rows(
      `select alert_id as id, origin_jti as jti, version, state from alert where origin_jti = any($1)`,
    );
    const byId = new Map([...names, ...alerts.map(({ id, jti }) => [id!, names.get(jti!)!] as const)]);
    const named = (row: Record<string, unknown>): string =>
      Object.values(row)
        .map((value) => byId.get(String(value)) ?? String(value))
        .join(' ');
    const outbox = await rows(
      `select destination, key, headers->>'ce_type' as type from outbox where key = any($1) order by id`,
      [[...byId.keys()]],
    );
    return {
      alerts: alerts.map(({ jti, version, state }) => named({ jti, version, state })).sort(),
      messages: (
        await rows(
          `select jti, ver, act, disclosures is not null as readable from message where jti = any($1)`,
        )
      )
        .map(named)
        .sort(),
      receipts: (await rows(`select jti, ver, kind from receipt where jti = any($1)`)).map(named).sort(),
      published: outbox.map(named).sort(),
    };
  }

  const quarantined = async (): Promise<number> =>
    (await database.query<unknown[]>(`select 1 from outbox where destination like '%.quarantine.%'`)).length;

  it('leave what they leave one by one', async () => {
    const [single, together] = [await everything(), await everything()];
    for (const record of single.records) await receiver.take([record]);
    const [before, one] = [await quarantined(), await leftOf(single.names)];
    await receiver.take(together.records);
    expect(await leftOf(together.names)).toEqual(one);
    expect(await quarantined()).toBe(2 * before);
    expect(before).toBe(3);
    expect(one.alerts).toEqual(['a 2 active', 'b 2 withdrawn', 'c 3 active', 'e 1 active']);
    expect(one.receipts).toContain('c 2 superseded');
  });

  it('are not taken a second time', async () => {
    const { names, records } = await everything();
    await receiver.take(records);
    const once = await leftOf(names);
    await receiver.take(records);
    expect(await leftOf(names)).toEqual(once);
  });

  it('leave nothing where one of them can not be stored, and everything once it can', async () => {
    const { names, records } = await everything();
    const away = jest.spyOn(receiver.content, 'keysFor').mockRejectedValue(new Error('the vault is away'));
    await expect(receiver.take(records)).rejects.toThrow('the vault is away');
    away.mockRestore();
    expect(await leftOf(names)).toEqual({ alerts: [], messages: [], receipts: [], published: [] });
    await receiver.positions.read(TOPIC, 0); // as a consumer does that begins again
    await receiver.take(records);
    expect((await leftOf(names)).alerts).toHaveLength(4);
  });
});
