import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DEFAULT_CLOCKS } from '@passerelle/exchange-model';
import { FakeClock, kafkaForTests, postgresForTests } from '@passerelle/testing';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { type Filed, RunningDesk } from '../../test/running-desk.js';
import { PageDelivery } from '../second-channel/page-delivery.js';
import { SecondChannel } from '../second-channel/second-channel.js';
import { EscalationScheduler } from './escalation-scheduler.js';

jest.setTimeout(60_000);

const START = '2026-11-23T08:00:00.000Z';
const DAYS_90 = 90 * 86_400;
const ROSTER = [
  { level: 'desk', channel: 'sms', address: 'desk telephone' },
  { level: 'national-centre', channel: 'email', address: 'centre mailbox' },
];

describe('an alert that nobody takes', () => {
  const clock = new FakeClock(START);
  let desk: RunningDesk;
  let pageFile = '';

  beforeAll(async () => {
    desk = await RunningDesk.start([kafkaForTests(), postgresForTests()], {
      now: () => clock.now(),
      env: (directory) => {
        const roster = join(directory, 'roster.json');
        pageFile = join(directory, 'pages.ndjson');
        writeFileSync(roster, JSON.stringify(ROSTER));
        return { ROSTER_FILE: roster, SECOND_CHANNEL_FILE: pageFile };
      },
    });
  }, 120_000);
  afterAll(async () => {
    await desk?.close();
  });

  const urgent = (change: object = {}): Promise<Filed> =>
    desk.filed({ status: 'Actual', clocks: DEFAULT_CLOCKS, ...change });
  /** Lets so many seconds pass, and the scheduler look. */
  const pass = async (...seconds: number[]): Promise<void> => {
    for (const each of seconds) {
      clock.advance(each * 1000);
      await desk.app.get(EscalationScheduler).sweep();
    }
  };
  const pages = async (notificationId: string) => {
    await desk.app.get(PageDelivery).deliver();
    const lines = (await readFile(pageFile, 'utf8')).trim().split('\n');
    const reference = notificationId.slice(0, 8).toUpperCase();
    return lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((page) => page['reference'] === reference);
  };

  it('goes up by the clocks of the agreement until the sender is told, and on to a person', async () => {
    const { notificationId, alertId } = await urgent();
    const supervisor = await desk.listen('', undefined, 'supervisor');
    await pass(60, 120, 420, 300, 300);
    expect(await desk.journal(notificationId)).toEqual([
      'new',
      'repeat',
      'escalated supervisor',
      'escalated national-centre',
      'not-acknowledged',
      'repeat',
    ]);
    expect(await desk.item(alertId)).toMatchObject({
      level: 'national-centre',
      nextStep: 'repeat',
      nextStepAt: '2026-11-23T08:30:00.000Z',
      nobodyNotified: false,
    });
    expect(await desk.written('desk-action', alertId, 1)).toMatchObject([
      { action: 'not-acknowledged', role: 'duty-desk', version: 1, notificationId },
    ]);
    const evidence = await desk.written('evidence', alertId, 3);
    expect(evidence.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['escalated', 'supervisor'],
      ['escalated', 'national-centre'],
      ['not-acknowledged', undefined],
    ]);
    supervisor.close();
  });

  it('is paged by a reference and a priority, and nothing of the alert', async () => {
    const { notificationId } = await urgent();
    expect(await pages(notificationId)).toEqual([
      {
        pageId: expect.any(String),
        at: expect.any(String),
        level: 'desk',
        channel: 'sms',
        address: 'desk telephone',
        reference: notificationId.slice(0, 8).toUpperCase(),
        priority: 'urgent',
      },
    ]);
  });

  it('is paged again until the gateway takes it, and no more once somebody has answered', async () => {
    const gateway = jest
      .spyOn(desk.app.get(SecondChannel), 'send')
      .mockRejectedValue(new Error('no carrier'));
    const [waiting, answered] = [await urgent(), await urgent()];
    await desk.app.get(PageDelivery).deliver();
    await desk.post(`/notifications/${answered.notificationId}/acknowledgement`);
    gateway.mockRestore();
    expect([await pages(waiting.notificationId), await pages(answered.notificationId)]).toEqual([[], []]);
    clock.advance(30_000);
    expect(await pages(waiting.notificationId)).toHaveLength(1);
    expect(await pages(answered.notificationId)).toHaveLength(0);
  });

  it('is an incident where a level has nobody, and the next is tried in the same step', async () => {
    const { notificationId } = await urgent();
    await pass(60, 120);
    expect(await desk.journal(notificationId)).toEqual([
      'new',
      'repeat',
      'escalated supervisor',
      'nobody-notified supervisor',
      'escalated national-centre nobody-notified',
    ]);
    expect((await pages(notificationId)).map(({ level }) => level)).toEqual([
      'desk',
      'desk',
      'national-centre',
    ]);
  });

  it('waits no longer and no less for a restart', async () => {
    const { notificationId } = await urgent();
    await pass(60);
    await desk.app.close();
    clock.advance(100_000);
    await desk.open();
    await pass(19);
    expect(await desk.journal(notificationId)).toEqual(['new', 'repeat']);
    await pass(1);
    expect((await desk.journal(notificationId))[2]).toBe('escalated supervisor');
  });

  it('is paged once after an outage, by the level that is due', async () => {
    const { notificationId, alertId } = await urgent();
    await pass(DAYS_90);
    const once = ['new', 'escalated national-centre passed-over-supervisor', 'not-acknowledged'];
    expect(await desk.journal(notificationId)).toEqual(once);
    await pass(0, 0);
    expect(await desk.journal(notificationId)).toEqual(once);
    expect(await desk.written('desk-action', alertId, 1)).toHaveLength(1);
  });

  it('never fires again once somebody took it, also when the clock goes 90 days forward', async () => {
    const { notificationId } = await urgent();
    await pass(30);
    await desk.post(`/notifications/${notificationId}/acknowledgement`);
    await pass(DAYS_90, DAYS_90);
    expect(await desk.journal(notificationId)).toEqual(['new', 'acknowledged desk']);
  });

  it('keeps what has passed when the clock is set back ten minutes under several instances', async () => {
    const { notificationId } = await urgent();
    const other = await desk.instance();
    await pass(60, 60);
    clock.advance(-600_000);
    await Promise.all([desk.app, other].map((app) => app.get(EscalationScheduler).sweep()));
    await other.get(DataSource).destroy();
    await pass(59);
    expect(await desk.journal(notificationId)).toEqual(['new', 'repeat']);
    await pass(1);
    expect((await desk.journal(notificationId))[2]).toBe('escalated supervisor');
  });

  it('goes on where it stood when charge is handed back', async () => {
    const { notificationId, alertId } = await urgent();
    await pass(60);
    await desk.post(`/notifications/${notificationId}/acknowledgement`);
    await pass(5_000);
    await desk.post(
      `/notifications/${notificationId}/hand-back`,
      { reason: 'shift-end' },
      'desk',
      crypto.randomUUID(),
    );
    await pass(119);
    expect((await desk.journal(notificationId)).slice(2)).toEqual([
      'acknowledged desk',
      'handed-back desk shift-end',
    ]);
    await pass(1);
    expect((await desk.item(alertId))?.['level']).not.toBe('desk');
  });

  it('takes each step once among several instances', async () => {
    const open = await Promise.all(Array.from({ length: 8 }, () => urgent()));
    const others = await Promise.all([desk.instance(), desk.instance()]);
    clock.advance(60_000);
    await Promise.all([desk.app, ...others].map((app) => app.get(EscalationScheduler).sweep()));
    for (const { notificationId } of open) {
      expect(await desk.journal(notificationId)).toEqual(['new', 'repeat']);
    }
    await Promise.all(others.map((app) => app.get(DataSource).destroy()));
  });

  it('pages nobody for an exercise', async () => {
    const { notificationId, nextStep } = await urgent({ status: 'Exercise' });
    await pass(DAYS_90);
    expect([nextStep, await desk.journal(notificationId)]).toEqual([undefined, ['new']]);
  });

  it('is dropped once it is withdrawn or has expired', async () => {
    for (const change of [{ version: 2, reason: 'withdrawn' }, { reason: 'expired' }]) {
      const { notificationId, alertId } = await urgent();
      await desk.filed({ alertId, status: 'Actual', ...change });
      await pass(1_000);
      expect(await desk.journal(notificationId)).toEqual(['new', change.reason]);
    }
  });

  it('is stored, shown and paged when 5,000 are open before it', async () => {
    await desk.app.get(DataSource).query(`
      insert into notification
        select gen_random_uuid(), gen_random_uuid(), 'o' || n, 'QZ', 1, 'ARMS', 'routine', 'Actual', 'new', at, at, 'new',
               false, null, null, null, null, null, null, 'desk', '{}', at, 0, 0, null, null, false
        from generate_series(1, 5000) n, (select now() as at) moment`);
    const { notificationId } = await urgent();
    const { items, more, counts } = await desk.get<{
      items: { notificationId: string }[];
      more: number;
      counts: { untaken: { urgent: number; routine: number }; taken: number };
    }>('/queue');
    expect(items.map((item) => item.notificationId)).toContain(notificationId);
    expect(items).toHaveLength(200);
    expect(more).toBe(counts.untaken.urgent + counts.untaken.routine + counts.taken - 200);
    expect(await pages(notificationId)).toMatchObject([{ level: 'desk', priority: 'urgent' }]);
  });
});
