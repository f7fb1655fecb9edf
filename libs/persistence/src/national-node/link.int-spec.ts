import { postgresForTests, type TestPostgres } from '@passerelle/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { provisionDatabases } from '../provision.js';
import { runMigrations } from '../run-migrations.js';
import { withTransaction } from '../transaction.js';
import { LinkRepository } from './link.repository.js';

const AT = new Date('2026-11-24T08:00:00.000Z');
const after = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('what is known of a link', () => {
  let server: TestPostgres;
  let dataSource: DataSource;
  let links: LinkRepository;
  let partner: string;
  let partners = 0;

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
    links = new LinkRepository(dataSource);
  }, 60_000);
  afterAll(async () => {
    await dataSource?.destroy();
    await server?.stop();
  });
  beforeEach(() => {
    partner = `P${(partners += 1)}`;
  });

  const STREAM = { lane: 'alert.urgent', partition: 0 };
  const heardAtOnce = (at: Date, ...sequences: (number | string)[]): Promise<void> =>
    withTransaction(dataSource, (manager) =>
      links.heard(manager, partner, STREAM, sequences.map(BigInt), at),
    );
  const heard = async (...sequences: (number | string)[]): Promise<void> => {
    for (const [index, sequence] of sequences.entries()) await heardAtOnce(after(index), sequence);
  };
  const gaps = async () =>
    (await links.streams(partner)).flatMap((stream) =>
      stream.gaps.map(({ first, last }) => `${first}-${last}`),
    );

  it('shows no gap in a stream that came whole, and when it was heard last', async () => {
    await heard(0, 1, 2);
    expect(await links.streams(partner)).toEqual([
      { lane: 'alert.urgent', partition: 0, sequence: 2n, heardAt: after(2), gaps: [] },
    ]);
  });

  it('remembers what was skipped, also before the first that came', async () => {
    await heard(2, 3, 7);
    expect(await gaps()).toEqual(['0-1', '4-6']);
  });

  it('closes a gap by what comes late, one by one, from either end and from the middle', async () => {
    await heard(0, 8, 4);
    expect(await gaps()).toEqual(['1-3', '5-7']);
    await heard(1, 3, 2, 7, 5);
    expect(await gaps()).toEqual(['6-6']);
    await heard(6);
    expect(await gaps()).toEqual([]);
  });

  it('takes many at once as it takes them one by one', async () => {
    await heardAtOnce(AT, 2, 3, 3, 7, 5, 0, 8);
    expect(await gaps()).toEqual(['1-1', '4-4', '6-6']);
    await heardAtOnce(after(1), 6, 1, 4, 9, 12);
    expect(await gaps()).toEqual(['10-11']);
    await heardAtOnce(after(2));
    expect(await links.streams(partner)).toMatchObject([{ sequence: 12n, heardAt: after(1) }]);
  });

  it('takes a repetition for no news: neither a gap nor a sign of life', async () => {
    await heard(0, 1, 1, 0);
    expect(await links.streams(partner)).toMatchObject([{ sequence: 1n, heardAt: after(1), gaps: [] }]);
  });

  it('counts with sequences that no number of 53 bits holds', async () => {
    await heard('900719925474099299', '900719925474099301');
    expect(await gaps()).toEqual(['0-900719925474099298', '900719925474099300-900719925474099300']);
  });

  it('closes what a reconciliation accounts for, and nothing beyond it', async () => {
    await heard(0, 5, 9);
    const place = { ...STREAM, sequence: '7' };
    await withTransaction(dataSource, (manager) => links.closeGaps(manager, partner, place, AT));
    expect(await gaps()).toEqual(['6-8']);
  });

  it('gives the heartbeat of a period to one of many instances', async () => {
    const beat = (at: Date) =>
      withTransaction(dataSource, (manager) => links.beat(manager, partner, at, 20_000));
    expect((await Promise.all(Array.from({ length: 8 }, () => beat(AT)))).filter(Boolean)).toHaveLength(1);
    expect(await beat(after(19))).toBe(false);
    expect(
      (await Promise.all(Array.from({ length: 8 }, () => beat(after(20))))).filter(Boolean),
    ).toHaveLength(1);
  });

  it('goes on beating when the clock was set back, once in each period', async () => {
    const beat = (at: Date) =>
      withTransaction(dataSource, (manager) => links.beat(manager, partner, at, 20_000));
    await beat(after(600));
    expect(await beat(AT)).toBe(true);
    expect(await beat(after(19))).toBe(false);
    expect(await beat(after(20))).toBe(true);
  });

  it('raises an alarm once and clears it once, however many instances look', async () => {
    const set = (raise: boolean) =>
      withTransaction(dataSource, (manager) =>
        raise ? links.raise(manager, partner, 'silent', AT) : links.clear(manager, partner, 'silent'),
      );
    const changes = async (raise: boolean) =>
      (await Promise.all(Array.from({ length: 6 }, () => set(raise)))).filter(Boolean).length;
    expect(await changes(true)).toBe(1);
    expect(await links.alarms(partner)).toEqual([{ alarm: 'silent', raisedAt: AT }]);
    expect(await changes(false)).toBe(1);
    expect(await links.alarms(partner)).toEqual([]);
  });

  it('knows how far each lane was released, whatever order that is told in', async () => {
    await withTransaction(dataSource, async (manager) => {
      for (const sequence of ['4', '6', '5'])
        await links.released(manager, partner, { lane: 'alert.urgent', partition: 0, sequence });
    });
    expect(await links.releasedUpTo(partner)).toEqual([
      { lane: 'alert.urgent', partition: 0, sequence: '6' },
    ]);
  });
});
