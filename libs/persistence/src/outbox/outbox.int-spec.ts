import { postgresForTests, runSql, type TestPostgres } from '@passerelle/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { ConsumerPositionRepository } from '../positions/consumer-position.repository.js';
import { provisionDatabases } from '../provision.js';
import { RestoredDatabase } from '../recovery/restored-database.js';
import { runMigrations } from '../run-migrations.js';
import { withinSavepoint, withTransaction } from '../transaction.js';
import type { OutboxRecord } from './outbox-record.js';
import { OutboxRepository } from './outbox.repository.js';

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('outbox and positions', () => {
  let server: TestPostgres;
  let ownerUrl: string;
  let dataSource: DataSource;
  let outbox: OutboxRepository;
  let positions: ConsumerPositionRepository;

  beforeAll(async () => {
    server = await postgresForTests();
    const suffix = randomBytes(4).toString('hex');
    const urls = await provisionDatabases({
      adminUrl: server.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    ownerUrl = urls['national-node'].ownerUrl;
    await runMigrations('national-node', ownerUrl);
    dataSource = await createDataSource('national-node', urls['national-node'].url).initialize();
    outbox = new OutboxRepository(dataSource);
    positions = new ConsumerPositionRepository(dataSource);
  }, 60_000);
  afterAll(async () => {
    await dataSource?.destroy();
    await server?.stop();
  });

  const record = (destination: string, key: string): OutboxRecord => ({
    destination,
    partition: 0,
    key,
    value: Buffer.from(key),
    headers: { ce_id: key },
  });
  const append = (destination: string, key: string) =>
    withTransaction(dataSource, (manager) => outbox.append(manager, record(destination, key)));
  const keysAfter = async (destination: string, after: bigint): Promise<string[]> =>
    (await outbox.read(destination, after, 1_000)).map((row) => row.key);

  it('numbers a row that was committed late after those read before it', async () => {
    const written = gate();
    const held = gate();
    const slow = withTransaction(dataSource, async (manager) => {
      await outbox.append(manager, record('late', 'slow'));
      written.open();
      await held.passed;
    });
    await written.passed;
    await append('late', 'quick');
    await outbox.sequence('late');
    const [quick] = await outbox.read('late', 0n, 10);
    expect(quick).toMatchObject({ key: 'quick', value: Buffer.from('quick'), headers: { ce_id: 'quick' } });
    held.open();
    await slow;
    await outbox.sequence('late');
    expect(await keysAfter('late', quick?.seq ?? 0n)).toEqual(['slow']);
  });

  it('holds nothing of an attempt that failed, and what came before and after it', async () => {
    await withTransaction(dataSource, async (manager) => {
      const attempt = (key: string, fails: boolean) =>
        withinSavepoint(manager, async () => {
          await outbox.append(manager, record('attempts', key));
          await manager.query(`select set_config('passerelle.tried', $1, true)`, [key]);
          if (fails) await manager.query('select 1 / 0');
        });
      await attempt('before', false);
      await expect(attempt('failed', true)).rejects.toThrow('division by zero');
      expect(await manager.query(`select current_setting('passerelle.tried') as tried`)).toEqual([
        { tried: 'before' },
      ]);
      await attempt('after', false);
    });
    await outbox.sequence('attempts');
    expect(await keysAfter('attempts', 0n)).toEqual(['before', 'after']);
  });

  it('loses and doubles nothing under overlapping writers and sequencers', async () => {
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let n = 0; n < 40; n += 1) await append('busy', `${writer}-${String(n).padStart(2, '0')}`);
    });
    const seen: string[] = [];
    let after = 0n;
    let writing = true;
    const reader = async () => {
      for (let last = false; !last;) {
        last = !writing;
        await Promise.all([outbox.sequence('busy'), outbox.sequence('busy')]);
        for (const row of await outbox.read('busy', after, 50)) {
          seen.push(row.key);
          after = row.seq;
        }
        if (last && (await outbox.read('busy', after, 1)).length > 0) last = false;
      }
    };
    const reading = reader();
    await Promise.all(writers);
    writing = false;
    await reading;
    expect(seen).toHaveLength(240);
    for (let writer = 0; writer < 6; writer += 1) {
      const own = seen.filter((key) => key.startsWith(`${writer}-`));
      expect(own).toEqual([...own].sort());
    }
  });

  it('tells what was pruned from what was lost', async () => {
    expect(await outbox.bounds('pruned')).toEqual({ low: 1n, high: 0n });
    for (const key of ['a', 'b', 'c']) await append('pruned', key);
    expect([await outbox.sequence('pruned'), await outbox.sequence('pruned')]).toEqual([3, 0]);
    const rows = await outbox.read('pruned', 0n, 10);
    const [, second, third] = rows.map((row) => row.seq);
    await outbox.prune('pruned', second ?? 0n);
    expect(await outbox.bounds('pruned')).toEqual({ low: (second ?? 0n) + 1n, high: third });
    await outbox.prune('pruned', third ?? 0n);
    expect(await outbox.bounds('pruned')).toEqual({ low: (third ?? 0n) + 1n, high: third });
  });

  it('wakes the destination after the commit, and only then', async () => {
    const woken: string[] = [];
    const stop = outbox.onCommitted('wake', () => woken.push('wake'));
    outbox.onCommitted('elsewhere', () => woken.push('elsewhere'));
    const failing = withTransaction(dataSource, async (manager: EntityManager) => {
      await outbox.append(manager, record('wake', 'lost'));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(woken).toEqual([]);
    await append('wake', 'kept');
    expect(woken).toEqual(['wake']);
    stop();
    await append('wake', 'unheard');
    expect(woken).toEqual(['wake']);
  });

  it('has another epoch after a restore', async () => {
    const before = await outbox.epoch();
    await RestoredDatabase.work('national-node', ownerUrl, (database) => database.beginAnotherLife());
    expect(await outbox.epoch()).not.toBe(before);
  });

  it('hears another instance knock, also after its connection was lost', async () => {
    const heard: string[] = [];
    const stopping = new AbortController();
    const listening = outbox.listen((destination) => heard.push(destination), stopping.signal);
    const knockUntilHeard = async (destination: string): Promise<void> => {
      while (!heard.includes(destination)) {
        await outbox.knock(destination);
        await sleep(100);
      }
    };
    await knockUntilHeard('first');
    const listeners = `query = 'listen outbox' and datname = current_database()`;
    await runSql(
      server.url,
      `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen outbox'`,
    );
    await knockUntilHeard('second');
    stopping.abort();
    await listening;
    const left = await dataSource.query(`select pid from pg_stat_activity where ${listeners}`);
    expect(left).toEqual([]);
  });

  it('lets a position go forward only, and gives each record to one of two consumers', async () => {
    const records = (...offsets: bigint[]) => offsets.map((offset) => ({ topic: 't', partition: 0, offset }));
    const take = (offsets: bigint[], topicId?: string) =>
      withTransaction(dataSource, async (manager) => {
        const taken = await positions.take(manager, records(...offsets), topicId);
        return taken.map(({ offset }) => offset);
      });
    expect(await positions.read('t', 0)).toBeNull();
    await positions.begin('t', 0, 2n, 'first');
    const both = await Promise.all([take([3n, 4n], 'id'), take([3n, 4n], 'id')]);
    expect(both.flat()).toEqual([3n, 4n]);
    expect([await take([3n]), await take([4n, 6n, 7n]), await take([])]).toEqual([[], [6n, 7n], []]);
    expect(await positions.find('t', 0)).toEqual({ nextOffset: 8n, topicId: 'id' });
    for (const partition of [0, 1]) await positions.begin('t', partition, 2n, 'first');
    expect([await positions.read('t', 0), await positions.read('t', 1)]).toEqual([8n, 2n]);
  });

  it('does not go on past a gap when the database went back under a consumer, but from where it stands now', async () => {
    const record = (offset: bigint) => ({ topic: 'went-back', partition: 0, offset });
    const take = (...offsets: bigint[]) =>
      withTransaction(dataSource, (manager) => positions.take(manager, offsets.map(record)));
    await positions.begin('went-back', 0, 0n, null);
    await take(0n, 1n, 2n);
    await dataSource.query(`update consumer_position set next_offset = 1 where topic = 'went-back'`);
    await expect(take(3n)).rejects.toThrow('went back');
    expect(await positions.read('went-back', 0)).toBe(1n);
    expect(await take(1n, 2n, 3n)).toHaveLength(3);
  });

  it('keeps nothing of the slower of two consumers that begin a partition', async () => {
    const record = { topic: 'begun-twice', partition: 0, offset: 0n };
    const { passed, open } = gate();
    const take = (wait?: Promise<void>) =>
      withTransaction(dataSource, async (manager) => {
        const taken = await positions.take(manager, [record]);
        await wait;
        return taken;
      });
    const faster = take(passed);
    const slower = take();
    setTimeout(open, 200);
    const [first, second] = await Promise.allSettled([faster, slower]);
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
  });
});

function gate(): { passed: Promise<void>; open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
