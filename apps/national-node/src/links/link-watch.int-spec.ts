import { FakeClock, postgresForTests, type TestPostgres } from '@passerelle/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createDataSource,
  LinkRepository,
  UrgentMessageRepository,
  provisionDatabases,
  runMigrations,
  withTransaction,
} from '@passerelle/persistence';
import { JsonLogger, Metrics } from '@passerelle/runtime';
import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { LinkAlarms } from './link-alarms.js';
import { LinkStates } from './link-states.js';
import { LinkWatch } from './link-watch.js';

const NOW = new Date('2031-03-12T08:00:00Z');
const CLOCKS = { linkSilentSeconds: 60, receiptOverdueSeconds: 900 };

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('the watch over a link', () => {
  let server: TestPostgres;
  let database: DataSource;
  let links: LinkRepository;
  let urgent: UrgentMessageRepository;
  let watch: LinkWatch;
  let metrics: Metrics;
  const clock = new FakeClock(NOW);
  const evidence: string[] = [];
  const partner = {
    partner: 'XB',
    governing: () => ({ agreement: { id: 'xa-xb', clocks: CLOCKS, limits: { urgentPerHour: 2 } } }),
  };

  beforeAll(async () => {
    server = await postgresForTests();
    const suffix = randomBytes(4).toString('hex');
    const urls = await provisionDatabases({
      adminUrl: server.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    await runMigrations('national-node', urls['national-node'].ownerUrl);
    database = await createDataSource('national-node', urls['national-node'].url).initialize();
    links = new LinkRepository(database);
    urgent = new UrgentMessageRepository();
    metrics = new Metrics();
    const logger = new JsonLogger({ service: 'test', write: () => undefined });
    const records = {
      evidence: (_: EntityManager, kind: string, { reason }: { reason: string }) =>
        Promise.resolve(void evidence.push(`${kind} ${reason}`)),
    };
    const alarms = new LinkAlarms(links, records as never, clock, logger, metrics);
    watch = new LinkWatch(
      database,
      clock,
      logger,
      metrics,
      { partners: [partner] } as never,
      links,
      new LinkStates(links),
      alarms,
      urgent,
    );
  }, 60_000);
  afterAll(async () => {
    await database?.destroy();
    await server?.stop();
  });

  const hear = (sequence: number) =>
    withTransaction(database, (manager) =>
      links.heard(manager, 'XB', { lane: 'control', partition: 0 }, [BigInt(sequence)], clock.now()),
    );
  const look = async (): Promise<string[]> => {
    await watch.look();
    return evidence.splice(0);
  };
  const gauge = async (alarm: string) =>
    (await metrics.registry.metrics())
      .split('\n')
      .find((line) => line.startsWith('passerelle_link_alarm{') && line.includes(`alarm="${alarm}"`))
      ?.split(' ')[1];

  it('raises no alarm of a partner that was never heard', async () => {
    expect(await look()).toEqual([]);
  });

  it('raises silence once when the time agreed is over, and clears it at the first sign of life', async () => {
    await hear(0);
    clock.advance(60_000);
    expect(await look()).toEqual([]);
    clock.advance(1_000);
    expect(await look()).toEqual(['link-alarm silent']);
    expect(await look()).toEqual([]);
    expect(await gauge('silent')).toBe('1');
    await hear(0); // a repetition is no sign of life
    expect(await look()).toEqual([]);
    await hear(1);
    expect(await look()).toEqual(['link-cleared silent']);
    expect(await gauge('silent')).toBe('0');
  });

  it('raises a gap, and clears it when what was missing is here', async () => {
    await hear(4);
    expect(await look()).toEqual(['link-alarm gap']);
    await hear(3);
    expect(await look()).toEqual([]);
    await hear(2);
    expect(await look()).toEqual(['link-cleared gap']);
  });

  it('raises more urgent messages within the hour than agreed, and clears it when the hour is over', async () => {
    const receive = (count: number) =>
      withTransaction(database, (manager) =>
        urgent.received(
          manager,
          'xa-xb',
          Array.from({ length: count }, () => clock.now()),
        ),
      );
    await receive(2);
    expect(await look()).toEqual([]);
    await receive(1);
    expect(await look()).toEqual(['link-alarm urgent-limit']);
    clock.advance(3_600_000);
    await hear(5);
    expect(await look()).toEqual(['link-cleared urgent-limit']);
  });

  it('raises overdue receipts by the agreement’s time, and clears them once the partner answered', async () => {
    const message = `insert into message (iss, jti, ver, digest, direction, alert_id, act, token_jwt, at, expires_at, outcome, released_at)
      values ('XA', 'j-1', 1, 'd', 'out', $1, 'issue', 't', $2, $3, 'released', $2)`;
    const alertId = '00000000-0000-4000-8000-000000000001';
    const later = new Date(clock.now().getTime() + 86_400_000);
    await database.query(
      `insert into alert (alert_id, origin, state, version, category, urgency, handling, status, expires_at, stored_at, updated_at)
       values ($1, 'XA', 'active', 1, 'CATTLE-THEFT', 'urgent', 'H1', 'Actual', $3, $2, $2)`,
      [alertId, clock.now(), later],
    );
    await database.query(
      `insert into share (jti, alert_id, agreement_id, partner, thread_id, ver, state, maybe_released)
       values ('j-1', $1, 'a', 'XB', 't', 1, 'open', true)`,
      [alertId],
    );
    await database.query(message, [alertId, clock.now(), later]);
    expect(await look()).toEqual([]);
    clock.advance(901_000);
    await hear(6);
    expect(await look()).toEqual(['link-alarm receipts-overdue']);
    await database.query(`update message set answer = 'delivered' where jti = 'j-1'`);
    expect(await look()).toEqual(['link-cleared receipts-overdue']);
    await database.query(`update message set answer = null where jti = 'j-1'`);
    expect(await look()).toEqual(['link-alarm receipts-overdue']);
    const next = `insert into message (iss, jti, ver, digest, direction, alert_id, act, token_jwt, at, expires_at, outcome, released_at, answer)
      select iss, jti, 2, 'e', direction, alert_id, 'update', token_jwt, at, expires_at, outcome, released_at, $1 from message`;
    await database.query(next, ['refused']); // the earlier version is what there is to answer
    expect(await look()).toEqual([]);
    await database.query(`update message set answer = 'delivered' where ver = 2`);
    expect(await look()).toEqual(['link-cleared receipts-overdue']);
  });

  it('takes what it heard before its clock was set back for no sign of life', async () => {
    clock.advance(-600_000);
    expect(await look()).toEqual(['link-alarm silent']);
    await hear(7);
    expect(await look()).toEqual(['link-cleared silent']);
  });

  it('takes one lane that was heard for a sign of life, although another was heard before the clock went back', async () => {
    clock.advance(600_000);
    await withTransaction(database, (manager) =>
      links.heard(manager, 'XB', { lane: 'receipt', partition: 0 }, [0n], clock.now()),
    );
    clock.advance(-600_000);
    await hear(8);
    expect(await look()).toEqual([]);
  });
});
