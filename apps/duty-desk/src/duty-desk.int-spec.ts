import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { kafkaForTests, postgresForTests } from '@passerelle/testing';
import { randomUUID } from 'node:crypto';
import { RunningDesk, told } from '../test/running-desk.js';

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(60_000);

describe('the duty desk', () => {
  let desk: RunningDesk;

  beforeAll(async () => {
    desk = await RunningDesk.start([kafkaForTests(), postgresForTests()]);
  }, 120_000);
  afterAll(async () => {
    await desk?.close();
  });

  const listed = async () => (await desk.get('/notifications')).items;
  const notificationOf = async (alertId: string) =>
    (await listed()).find((item) => item['alertId'] === alertId);
  const acknowledge = (id: string, client = 'desk', body: object = {}): Promise<Response> =>
    desk.post(`/notifications/${id}/acknowledgement`, body, client);

  it('shows an alert on the stream and in the list, one notification for all its versions', async () => {
    const stream = await desk.listen();
    const alert = told();
    await desk.tell(alert, { ...alert, version: 2, reason: 'updated' }, { ...alert, version: 1 });
    const [first, second] = [await stream.next(), await stream.next()];
    expect(first.event).toBe('notification');
    expect(first.data).toEqual({ ...alert, notificationId: expect.any(String) });
    expect(second.data).toMatchObject({
      version: 2,
      reason: 'updated',
      notificationId: first.data['notificationId'],
    });
    expect(Number(second.id)).toBeGreaterThan(Number(first.id));
    expect((await listed()).filter((item) => item['alertId'] === alert.alertId)).toEqual([
      {
        ...alert,
        version: 2,
        reason: 'updated',
        state: 'new',
        notificationId: first.data['notificationId'],
        receivedAt: expect.any(String),
        withdrawn: false,
        level: 'desk',
        nobodyNotified: false,
      },
    ]);
  });

  it('resumes a stream after the event it ended with, and sends old ones to nobody else', async () => {
    const stream = await desk.listen();
    const alerts = [told(), told(), told()];
    await desk.tell(...alerts);
    const first = await stream.next();
    await stream.next();
    const resumed = await desk.listen('', first.id);
    expect([(await resumed.next()).data['alertId'], (await resumed.next()).data['alertId']]).toEqual([
      alerts[1]?.alertId,
      alerts[2]?.alertId,
    ]);
    const fresh = await desk.listen();
    const later = told();
    await desk.tell(later);
    expect((await fresh.next()).data['alertId']).toBe(later.alertId);
    expect(
      (await desk.request('/notifications/stream', 'desk', { headers: { 'last-event-id': 'x' } })).status,
    ).toBe(400);
  });

  it('passes by a record it can not read', async () => {
    const stream = await desk.listen();
    const alert = told();
    await desk.tell('not json', { alertId: 'nobody' }, alert);
    expect((await stream.next()).data['alertId']).toBe(alert.alertId);
  });

  it('lets one officer take charge, also after a withdrawal, and tells node and auditors once', async () => {
    const stream = await desk.listen();
    const alert = told();
    await desk.tell(alert, { ...alert, version: 2, reason: 'withdrawn' });
    await stream.next();
    const { data } = await stream.next();
    const id = String(data['notificationId']);
    const statuses = [];
    for (const client of ['desk', 'desk', 'desk2']) statuses.push((await acknowledge(id, client)).status);
    expect(statuses).toEqual([200, 200, 409]);
    expect(await (await acknowledge(id)).json()).toMatchObject({
      notificationId: id,
      state: 'acknowledged',
      acknowledgedBy: 'desk',
      acknowledgedAs: 'desk',
    });
    expect(await (await acknowledge(id, 'desk2')).json()).toMatchObject({
      code: 'PSR_NOTIFICATION_TAKEN',
      takenBy: 'desk',
      takenAt: expect.any(String),
    });
    expect(await notificationOf(alert.alertId)).toMatchObject({ state: 'acknowledged', reason: 'withdrawn' });

    const actions = await desk.written('desk-action', alert.alertId, 1);
    expect(actions).toEqual([
      {
        actionId: expect.any(String),
        notificationId: id,
        alertId: alert.alertId,
        version: 2,
        action: 'acknowledged',
        role: 'desk',
        at: expect.any(String),
      },
    ]);
    const evidence = await desk.written('evidence', alert.alertId, 1);
    expect(evidence).toMatchObject([
      { kind: 'acknowledged', nation: desk.nation, version: 2, digest: expect.stringMatching(/^[\w-]{43}$/) },
    ]);
  });

  it.each([
    ['an unknown notification', randomUUID(), {}, 'desk', 404],
    ['an id of another form', 'none', {}, 'desk', 404],
    ['a member in the empty document', randomUUID(), { by: 'me' }, 'desk', 422],
    ['another role', randomUUID(), {}, 'system', 403],
  ])('refuses an acknowledgement of/with %s', async (_, id, body, client, status) => {
    expect((await acknowledge(id, client, body)).status).toBe(status);
  });

  it('goes on after a restart where it was, and shows nothing twice', async () => {
    const stream = await desk.listen();
    await desk.tell(told());
    const last = await stream.next();
    const before = await listed();
    await desk.app.close();
    const missed = told();
    await desk.tell(missed);
    await desk.open();
    const resumed = await desk.listen('', last.id);
    expect((await resumed.next()).data['alertId']).toBe(missed.alertId);
    expect((await listed()).length).toBe(before.length + 1);
    const readiness = async (): Promise<unknown> => await (await fetch(`${desk.base}/health/ready`)).json();
    for (let tries = 0; tries < 50 && !((await readiness()) as { ready: boolean }).ready; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await readiness()).toEqual({
      ready: true,
      checks: {
        database: 'ok',
        escalation: 'ok',
        http: 'ok',
        notifications: 'ok',
        [`${desk.nation.toLowerCase()}-desk-outbox-desk-action`]: 'ok',
        [`${desk.nation.toLowerCase()}-desk-outbox-evidence`]: 'ok',
      },
    });
  });
});
