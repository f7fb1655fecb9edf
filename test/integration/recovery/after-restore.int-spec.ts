import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AlertRepository,
  ReconciliationRepository,
  RecoveryRepository,
  RestoredDatabase,
  WatchlistEntryRepository,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import { FakeClock, postgresForTests, type TestPostgres } from '@passerelle/testing';
import { AfterRestore } from '../../../apps/national-node/src/recovery/after-restore.js';
import { Databases } from './databases.js';

describe('a node that starts', () => {
  let server: TestPostgres;
  let databases: Databases;
  let asked: string[];
  let takenBack: string[];

  beforeAll(async () => {
    server = await postgresForTests();
  }, 120_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    databases = await Databases.make(server.url);
    [asked, takenBack] = [[], []];
  }, 60_000);
  afterEach(() => databases?.close());

  const start = async (): Promise<void> => {
    const database = databases.main;
    const sharing = {
      withdraw: async (_: unknown, alert: { alertId: string }) => takenBack.push(alert.alertId),
    };
    const node = new AfterRestore(
      database,
      new RecoveryRepository(),
      new AlertRepository(database),
      new WatchlistEntryRepository(database),
      sharing as never,
      {} as never,
      {
        start: async (_: unknown, partner: string, both: boolean) => asked.push(`${partner} ${both}`),
      } as never,
      { partners: [{ partner: 'MR' }, { partner: 'NE' }] } as never,
      new FakeClock(new Date('2031-03-12T08:00:00Z')),
      new JsonLogger({ service: 'test', write: () => undefined }),
    );
    await node.onApplicationBootstrap();
  };
  const restore = () =>
    databases.whileClosed(() =>
      RestoredDatabase.work('national-node', databases.ownerUrl, (database) => database.beginAnotherLife()),
    );
  /** An own alert with a share that may have left. */
  const shared = async (state: string, share = 'open'): Promise<string> => {
    const alertId = randomUUID();
    await databases.main.query(
      `insert into alert (alert_id, origin, state, version, category, urgency, handling, status, expires_at, stored_at,
                          updated_at, discreet)
       values ($1, 'ML', $2, 2, 'OTHER', 'urgent', 'H1', 'Actual', now(), now(), now(), false)`,
      [alertId, state],
    );
    await databases.main.query(
      `insert into share (jti, alert_id, agreement_id, partner, thread_id, ver, state, maybe_released)
       values ($1, $2, 'agreement', 'MR', 'thread', 1, $3, true)`,
      [alertId, alertId, share],
    );
    return alertId;
  };

  it('asks nobody for anything in the life that it knows', async () => {
    await start();
    await start();
    expect(asked).toEqual([]);
  }, 60_000);

  it('asks every partner both ways, once for each other life of the database', async () => {
    await start();
    await restore();
    await start();
    expect(asked).toEqual(['MR true', 'NE true']);
    await start();
    expect(asked).toHaveLength(2);
    await restore();
    await start();
    expect(asked).toHaveLength(4);
  }, 60_000);

  it('asks them, too, where the backup is older than its first start', async () => {
    await restore();
    await start();
    expect(asked).toEqual(['MR true', 'NE true']);
  }, 60_000);

  it('takes back abroad what has ended here and is open there, and nothing else', async () => {
    const ended = await shared('withdrawn');
    for (const [state, share] of [
      ['active', 'open'],
      ['expired', 'open'],
      ['withdrawn', 'withdrawn'],
    ])
      await shared(state!, share);
    await restore();
    await start();
    expect(takenBack).toEqual([ended]);
  }, 60_000);

  it('breaks off the reconciliations of the other life', async () => {
    const reconciliations = new ReconciliationRepository(databases.main);
    const at = new Date('2031-03-12T07:00:00Z');
    await databases.main.transaction((manager) =>
      reconciliations.begin(manager, {
        id: 'other-life',
        partner: 'MR',
        direction: 'out',
        state: 'running',
        startedAt: at,
        endedAt: null,
        dueAt: at,
        drift: 0,
        search: null,
      }),
    );
    await restore();
    await start();
    const [row] = await databases.main.query<object[]>('select state from reconciliation');
    expect(row).toEqual({ state: 'failed' });
  }, 60_000);
});
