import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { provisionDatabases } from '../provision.js';
import { runMigrations } from '../run-migrations.js';
import { withTransaction } from '../transaction.js';
import { UrgentMessageRepository } from './urgent-messages.repository.js';

const AT = new Date('2026-11-24T08:00:00.000Z');
const after = (minutes: number): Date => new Date(AT.getTime() + minutes * 60_000);

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('urgent messages an hour', () => {
  let server: TestPostgres;
  let dataSource: DataSource;
  let urgent: UrgentMessageRepository;

  beforeAll(async () => {
    server = await postgresForTests();
    const suffix = randomBytes(4).toString('hex');
    const urls = await provisionDatabases({
      adminUrl: server.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    await runMigrations('national-node', urls['national-node'].ownerUrl);
    dataSource = await createDataSource('national-node', urls['national-node'].url).initialize();
    urgent = new UrgentMessageRepository();
  }, 60_000);
  afterAll(async () => {
    await dataSource?.destroy();
    await server?.stop();
  });

  const take = (agreement: string, minutes: number, limit: number) =>
    withTransaction(dataSource, (manager) => urgent.take(manager, agreement, after(minutes), limit));

  it('has a place again one hour after the one that took it, and not before', async () => {
    expect([await take('sliding', 0, 2), await take('sliding', 30, 2), await take('sliding', 59, 2)]).toEqual(
      [true, true, false],
    );
    expect([await take('sliding', 60, 2), await take('sliding', 61, 2)]).toEqual([true, false]);
  });

  it('counts each agreement for itself', async () => {
    expect([await take('one', 0, 1), await take('other', 0, 1)]).toEqual([true, true]);
  });

  it('gives the last place to one of many that ask at once', async () => {
    const taken = await Promise.all(Array.from({ length: 6 }, () => take('race', 0, 3)));
    expect(taken.filter(Boolean)).toHaveLength(3);
  });

  it('gives back the place of what was rolled back', async () => {
    const failing = withTransaction(dataSource, async (manager) => {
      await urgent.take(manager, 'undone', AT, 1);
      throw new Error('refused for another reason');
    });
    await expect(failing).rejects.toThrow('another reason');
    expect(await take('undone', 1, 1)).toBe(true);
  });
});
