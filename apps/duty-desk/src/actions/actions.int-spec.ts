import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OutboxRepository } from '@passerelle/persistence';
import { kafkaForTests, postgresForTests } from '@passerelle/testing';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { RunningDesk } from '../../test/running-desk.js';

import { ForgottenKeys, KEPT_DAYS } from './forgotten-keys.js';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const from = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

describe('an officer', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await RunningDesk.start([kafkaForTests(), postgresForTests()]);
  }, 120_000);
  afterAll(async () => {
    await desk?.close();
  });

  const act = async (
    id: string,
    action: string,
    body: object = {},
    by = 'desk',
    key: string | undefined = randomUUID(),
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await desk.post(`/notifications/${id}/${action}`, body, by, key);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const taken = async (change: object = {}, by = 'desk') => {
    const filed = await desk.filed(change);
    await act(filed.notificationId, 'acknowledgement', {}, by);
    return filed;
  };

  it('takes charge, hands back, closes; each is told to the node once and stands in the journal', async () => {
    const { notificationId: id, alertId } = await taken();
    expect(await act(id, 'hand-back')).toMatchObject({ status: 200, body: { state: 'new', level: 'desk' } });
    await act(id, 'acknowledgement', {}, 'post/QZ-AAA');
    expect(await act(id, 'closure', { outcome: 'FOUND' }, 'post/QZ-AAA')).toMatchObject({
      status: 200,
      body: { state: 'closed', outcome: 'FOUND', acknowledgedBy: 'post', acknowledgedAs: 'post' },
    });
    expect(await desk.journal(id)).toEqual([
      'new',
      'acknowledged desk',
      'handed-back desk undone',
      'acknowledged post',
      'closed post FOUND',
    ]);
    const told = await desk.written('desk-action', alertId, 4);
    expect(told.map(({ action, role, post, reason }) => [action, role, post, reason])).toEqual([
      ['acknowledged', 'desk', undefined, undefined],
      ['handed-back', 'desk', undefined, 'undone'],
      ['acknowledged', 'post', 'QZ-AAA', undefined],
      ['actioned', 'post', 'QZ-AAA', 'FOUND'],
    ]);
    const evidence = await desk.written('evidence', alertId, 4);
    expect(evidence.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['acknowledged', undefined],
      ['handed-back', 'undone'],
      ['acknowledged', undefined],
      ['actioned', 'FOUND'],
    ]);
  });

  it('acts in one of their roles, and in no other', async () => {
    const { notificationId: id } = await desk.filed();
    expect(await act(id, 'acknowledgement', { as: 'supervisor' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/as', rule: 'role-not-held' }] },
    });
    expect(await act(id, 'acknowledgement', { as: 'chief' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/as', rule: 'is-in' }] },
    });
    expect((await act(id, 'acknowledgement', { as: 'supervisor' }, 'chief')).body['acknowledgedAs']).toBe(
      'supervisor',
    );
    const { notificationId: second } = await desk.filed();
    expect((await act(second, 'acknowledgement', {}, 'chief')).body['acknowledgedAs']).toBe('desk');
  });

  it('is told who holds what they can not have, and since when', async () => {
    const { notificationId: id } = await taken();
    const holder = { takenBy: 'desk', takenAt: expect.any(String) };
    expect(await act(id, 'acknowledgement', {}, 'desk2')).toMatchObject({
      status: 409,
      body: { code: 'PSR_NOTIFICATION_TAKEN', ...holder },
    });
    expect(await act(id, 'hand-back', { reason: 'other' }, 'desk2')).toMatchObject({
      status: 409,
      body: { code: 'PSR_NOT_IN_CHARGE', ...holder },
    });
    await act(id, 'closure', { outcome: 'NOT-FOUND' });
    for (const action of ['acknowledgement', 'escalation']) {
      expect((await act(id, action)).body['code']).toBe('PSR_NOTIFICATION_CLOSED');
    }
  });

  it('passes charge upwards, up to the national centre', async () => {
    const { notificationId: id, alertId } = await taken();
    expect((await act(id, 'escalation')).body).toMatchObject({ state: 'new', level: 'supervisor' });
    expect((await act(id, 'escalation', {}, 'supervisor')).body).toMatchObject({ level: 'national-centre' });
    expect(await act(id, 'escalation')).toMatchObject({ status: 409, body: { code: 'PSR_LEVEL_HIGHEST' } });
    const told = await desk.written('desk-action', alertId, 2);
    expect(told.map(({ action, reason }) => [action, reason])).toEqual([
      ['acknowledged', undefined],
      ['handed-back', 'escalated'],
    ]);
  });

  it('is not held up by twenty others who act at the same time', async () => {
    const reachable = await desk.listen('', undefined, 'chief');
    const filed = await Promise.all(Array.from({ length: 20 }, () => desk.filed({ status: 'Actual' })));
    const answers = await Promise.all(
      filed.map(({ notificationId }) => act(notificationId, 'escalation', {}, 'desk')),
    );
    expect(answers.map(({ status, body }) => [status, body['level']])).toEqual(
      filed.map(() => [200, 'supervisor']),
    );
    reachable.close();
  });

  it('has shown an alert once a version', async () => {
    const { notificationId: id, alertId } = await desk.filed();
    for (const by of ['desk', 'post', 'desk']) expect((await act(id, 'display', {}, by)).status).toBe(200);
    await desk.filed({ alertId, version: 2, reason: 'updated' });
    await act(id, 'display');
    const told = await desk.written('desk-action', alertId, 2);
    expect(told.map(({ action, version }) => [action, version])).toEqual([
      ['displayed', 1],
      ['displayed', 2],
    ]);
  });

  it('reports a sighting of what is open, at a time that can be', async () => {
    const { notificationId: id, alertId } = await taken();
    const at = from(-3_600_000);
    expect((await act(id, 'sighting', { sighting: 'MOVED-ON', at }, 'post/QZ-AAA')).status).toBe(200);
    expect(await desk.written('desk-action', alertId, 2)).toContainEqual(
      expect.objectContaining({
        action: 'actioned',
        reason: 'SIGHTED-MOVED-ON',
        role: 'post',
        post: 'QZ-AAA',
      }),
    );
    const { items } = await desk.get(`/notifications/${id}/events`);
    expect(items.at(-1)).toMatchObject({ kind: 'sighted', reason: 'MOVED-ON', seenAt: at, by: 'post' });
    for (const [body, path, rule] of [
      [{ sighting: 'SEEN', at: from(600_000) }, '/at', 'time-in-future'],
      [{ sighting: 'SEEN', at: from(-8 * DAY_MS) }, '/at', 'time-too-old'],
      [{ sighting: 'SEEN', at: '2026-11-23' }, '/at', 'matches'],
      [{ sighting: 'MAYBE' }, '/sighting', 'is-in'],
      [{}, '/sighting', 'required'],
    ] as const) {
      expect(await act(id, 'sighting', body)).toMatchObject({
        status: 422,
        body: { errors: [{ path, rule }] },
      });
    }
    await act(id, 'closure', { outcome: 'FOUND' });
    expect((await act(id, 'sighting', { sighting: 'SEEN' })).body['code']).toBe('PSR_NOTIFICATION_CLOSED');
  });

  it('closes with an outcome of the list, and anybody’s once the alert is withdrawn', async () => {
    const { notificationId: id, alertId } = await taken();
    expect((await act(id, 'closure', {})).body).toMatchObject({
      errors: [{ path: '/outcome', rule: 'required' }],
    });
    expect((await act(id, 'closure', { outcome: 'STOPPED' })).body['code']).toBe('PSR_ALERT_NOT_WITHDRAWN');
    await desk.filed({ alertId, version: 2, reason: 'withdrawn' });
    expect((await act(id, 'closure', { outcome: 'STOPPED' }, 'supervisor')).body).toMatchObject({
      state: 'closed',
      withdrawn: true,
      outcome: 'STOPPED',
    });
  });

  it('does once what is sent twice under one key, also at the same time', async () => {
    const { notificationId: id, alertId } = await taken();
    const key = randomUUID();
    const twice = await Promise.all([
      act(id, 'sighting', { sighting: 'SEEN' }, 'desk', key),
      act(id, 'sighting', { sighting: 'SEEN' }, 'desk', key),
    ]);
    expect(twice[0]).toEqual(twice[1]);
    expect((await desk.journal(id)).filter((line) => line.startsWith('sighted'))).toHaveLength(1);
    expect(await act(id, 'sighting', { sighting: 'TRACES' }, 'desk', key)).toMatchObject({
      status: 409,
      body: { code: 'PSR_IDEMPOTENCY_KEY_REUSED' },
    });
    expect((await act(id, 'sighting', { sighting: 'SEEN' }, 'desk2', key)).status).toBe(200);
    for (const unusable of ['', 'x'.repeat(36)]) {
      expect(await act(id, 'sighting', { sighting: 'SEEN' }, 'desk', unusable)).toMatchObject({
        status: 400,
        body: { code: 'PSR_IDEMPOTENCY_KEY_REQUIRED' },
      });
    }
    expect(await desk.written('desk-action', alertId, 3)).toHaveLength(3);
  });

  it('may send again for weeks: a key is kept that long, and no longer', async () => {
    const { notificationId: id } = await taken();
    const key = randomUUID();
    await act(id, 'sighting', { sighting: 'SEEN' }, 'desk', key);
    const age = (days: number) =>
      desk.app.get(DataSource).query(`update idempotency set at = at - interval '${days} days'`);
    await age(KEPT_DAYS - 1);
    expect(await desk.app.get(ForgottenKeys).forget()).toBe(0);
    await age(2);
    expect(await desk.app.get(ForgottenKeys).forget()).toBeGreaterThan(0);
  });

  it('gets the stored answer even where the state has gone on', async () => {
    const { notificationId: id } = await taken();
    const key = randomUUID();
    const first = await act(id, 'hand-back', {}, 'desk', key);
    await act(id, 'acknowledgement', {}, 'desk2');
    expect(await act(id, 'hand-back', {}, 'desk', key)).toEqual(first);
    expect((await desk.item(String(first.body['alertId'])))?.['acknowledgedBy']).toBe('desk2');
  });

  it('changes nothing where the record of it can not be written', async () => {
    const { notificationId: id, alertId } = await desk.filed();
    const failing = jest
      .spyOn(desk.app.get(OutboxRepository), 'append')
      .mockRejectedValue(new Error('disk full'));
    expect((await act(id, 'acknowledgement')).status).toBe(500);
    failing.mockRestore();
    expect([(await desk.item(alertId))?.['state'], await desk.journal(id)]).toEqual(['new', ['new']]);
    expect((await act(id, 'acknowledgement')).status).toBe(200);
    expect(await desk.written('desk-action', alertId, 1)).toHaveLength(1);
  });

  it('knows no notification that there is none of', async () => {
    for (const id of [randomUUID(), 'x']) {
      for (const [action, body] of [
        ['hand-back', {}],
        ['escalation', {}],
        ['closure', { outcome: 'FOUND' }],
        ['display', {}],
        ['sighting', { sighting: 'SEEN' }],
      ] as const) {
        expect(await act(id, action, body)).toMatchObject({
          status: 404,
          body: { code: 'PSR_NOTIFICATION_UNKNOWN' },
        });
      }
      expect((await desk.request(`/notifications/${id}/events`)).status).toBe(404);
    }
  });

  it.each(['system', 'auditor', 'operator'])('is not the client with the role %s', async (role) => {
    for (const path of ['/queue', '/journal', '/notifications/stream']) {
      expect((await desk.request(path, role)).status).toBe(403);
    }
    expect((await desk.post('/mutes', { minutes: 1 }, role)).status).toBe(403);
  });

  it('silences their console for ten minutes at most, and that is on record', async () => {
    const since = new Date().toISOString();
    const answer = await desk.post('/mutes', { minutes: 5 }, 'supervisor');
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { at: expect.any(String), until: expect.any(String) },
    ]);
    expect((await desk.post('/mutes', { minutes: 11 })).status).toBe(422);
    const { items } = await desk.get(`/journal?since=${since}`);
    expect(items.filter(({ kind }) => kind === 'muted')).toMatchObject([
      { by: 'supervisor', role: 'supervisor', reason: '5-minutes' },
    ]);
  });
});
