import { afterEach, describe, expect, it } from '@jest/globals';
import { runSql } from '@passerelle/testing';
import { randomUUID } from 'node:crypto';
import { EventReader } from '../../apps/duty-desk/test/event-reader.js';
import { alertOf } from './support/alerts.js';
import { minted } from './support/minted-token.js';
import { eventually, Machine, nationCodes, receiptSeen, receiptsOf } from './support/sandbox.js';

/** What officers there do with an alert from here is known here, signed, and shown on our own desk as it comes. */
const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const ourDesk = new Machine(here, 'desk');
const theirDesk = new Machine(there, 'desk');
const streams: EventReader[] = [];
afterEach(() => streams.splice(0).forEach((stream) => stream.close()));

interface Item {
  notificationId: string;
  originAlertId: string;
  state: string;
  version: number;
}

/** One of our alerts as their desk has it. */
async function arrived(category: string, change: Record<string, unknown> = {}) {
  const { body } = await system.issue(alertOf(category, change));
  const { notificationId } = await eventually(
    async () =>
      (await theirDesk.all<Item>('desk', '/v1/notifications')).find(
        ({ originAlertId }) => originAlertId === body.alertId,
      ),
    `notification of ${body.alertId}`,
  );
  return { alertId: body.alertId, notificationId };
}

async function act(notificationId: string, action: string, body: object = {}, claims: object = {}) {
  const officer = { sub: 'desk-officer', roles: ['desk'], ...claims };
  const answer = await theirDesk.call('desk', 'POST', `/v1/notifications/${notificationId}/${action}`, {
    body,
    headers: {
      authorization: `Bearer ${await minted(theirDesk, officer)}`,
      'idempotency-key': randomUUID(),
    },
  });
  expect([action, answer.status, answer.body['code']]).toEqual([action, 200, undefined]);
}

async function ourStream(): Promise<EventReader> {
  const response = await fetch(`${ourDesk.entry.desk}/v1/notifications/stream?events=receipt`, {
    headers: { authorization: `Bearer ${await ourDesk.token()}` },
  });
  const stream = new EventReader(response);
  streams.push(stream);
  return stream;
}

/** The receipts of the partner's officers, as they came: kind, role, post, reason. */
async function toldOf(alertId: string): Promise<string[]> {
  const receipts = (await receiptsOf(system, alertId)).filter(({ by }) => by.role !== 'national-node');
  return receipts
    .filter(({ by }) => by.nation === there)
    .map(({ kind, by, reason }) =>
      [kind, by.role, by.post, reason].filter((part) => part !== undefined).join(' '),
    );
}

const postOfficer = { sub: 'post-officer', roles: ['post'], post: `${there}-P01` };

describe('what officers do with an alert', () => {
  it('is told to the sender: shown, taken, handed back, seen, closed; by role, and by post as the agreement says', async () => {
    const { alertId, notificationId } = await arrived('STOLEN-VEHICLE');
    await act(notificationId, 'display');
    await act(notificationId, 'acknowledgement');
    await act(notificationId, 'hand-back');
    await act(notificationId, 'acknowledgement', {}, postOfficer);
    await act(notificationId, 'sighting', { sighting: 'STOPPED-HERE' }, postOfficer);
    await act(notificationId, 'closure', { outcome: 'SEIZED' }, postOfficer);
    await eventually(
      async () => (await toldOf(alertId)).some((told) => told.includes('SEIZED')),
      `outcome of ${alertId}`,
    );
    const told = await toldOf(alertId);
    expect(told.sort()).toEqual(
      [
        'displayed desk',
        'acknowledged desk',
        'handed-back desk undone',
        `acknowledged post ${there}-P01`,
        `actioned post ${there}-P01 SIGHTED-STOPPED-HERE`,
        `actioned post ${there}-P01 SEIZED`,
      ].sort(),
    );
  });

  it('is on the desk of who wrote it as it comes, and in its journal', async () => {
    const stream = await ourStream();
    const { alertId, notificationId } = await arrived('STOLEN-VEHICLE');
    await act(notificationId, 'acknowledgement');
    const heard: string[] = [];
    while (!heard.includes('acknowledged')) {
      const { event, data } = await stream.next();
      expect(event).toBe('receipt');
      if (data['alertId'] !== alertId) continue;
      heard.push(String(data['kind']));
      expect(data).toMatchObject({
        version: 1,
        by: { nation: expect.any(String), role: expect.any(String) },
      });
    }
    expect(heard).toEqual(['accepted', 'delivered', 'acknowledged']);
    const journal = await ourDesk.all<Record<string, unknown>>('desk', '/v1/journal');
    expect(
      journal.filter((item) => item['alertId'] === alertId).map(({ kind, receipt }) => [kind, receipt]),
    ).toEqual(heard.map((receipt) => ['receipt', receipt]));
  });

  it('of a discreet check says who is in charge, and nothing of what is shown, seen and done', async () => {
    const { alertId, notificationId } = await arrived('DRUGS', { action: 'OBSERVE' });
    await act(notificationId, 'display');
    await act(notificationId, 'acknowledgement');
    await act(notificationId, 'sighting', { sighting: 'SEEN' });
    await act(notificationId, 'hand-back');
    await act(notificationId, 'acknowledgement');
    await act(notificationId, 'closure', { outcome: 'FOUND' });
    const second = await arrived('DRUGS');
    await act(second.notificationId, 'display');
    await receiptSeen(system, second.alertId, 'displayed');
    await receiptSeen(system, alertId, 'handed-back');
    expect((await toldOf(alertId)).sort()).toEqual([
      'acknowledged desk',
      'acknowledged desk',
      'handed-back desk undone',
    ]);
  });

  it('of a withdrawn alert is that nobody acts on it any more', async () => {
    const { alertId, notificationId } = await arrived('STOLEN-VEHICLE');
    await act(notificationId, 'acknowledgement');
    await system.withdraw(alertId);
    await eventually(
      async () =>
        (await theirDesk.all<Item>('desk', '/v1/notifications')).some(
          (item) => item.notificationId === notificationId && item.version === 2,
        ),
      `withdrawal of ${alertId}`,
    );
    await act(notificationId, 'closure', { outcome: 'STOPPED' }, { sub: 'another', roles: ['supervisor'] });
    expect(await receiptSeen(system, alertId, 'actioned')).toMatchObject({
      reason: 'STOPPED',
      by: { role: 'supervisor' },
    });
  });
});

describe('an urgent alert that nobody takes', () => {
  it('is told to the sender as not acknowledged, once', async () => {
    const { alertId, notificationId } = await arrived('STOLEN-VEHICLE', { status: 'Actual' });
    await asIfArrived(16, notificationId);
    expect(await receiptSeen(system, alertId, 'not-acknowledged')).toMatchObject({
      by: { nation: there, role: 'duty-desk' },
    });
    await act(notificationId, 'acknowledgement');
    await receiptSeen(system, alertId, 'acknowledged');
    expect(await toldOf(alertId)).toEqual(['not-acknowledged duty-desk', 'acknowledged desk']);
    const { body } = await theirDesk.call<{ items: { kind: string }[] }>(
      'desk',
      'GET',
      `/v1/notifications/${notificationId}/events`,
    );
    const kinds = body.items.map(({ kind }) => kind);
    expect([kinds.at(0), kinds.at(-1)]).toEqual(['new', 'acknowledged']);
    expect(kinds.filter((kind) => kind === 'not-acknowledged')).toHaveLength(1);
  });
});

/** Nobody waits a quarter of an hour in a test: the clock of this notification has run for so many minutes. */
async function asIfArrived(minutes: number, notificationId: string): Promise<void> {
  const passerelle = Object.assign(new URL(theirDesk.entry.postgres), { pathname: '/passerelle' }).href;
  await runSql(
    passerelle,
    `update duty_desk.notification
     set anchor = anchor - interval '${minutes} minutes', next_step_at = next_step_at - interval '${minutes} minutes'
     where notification_id = '${notificationId}'`,
  );
}
