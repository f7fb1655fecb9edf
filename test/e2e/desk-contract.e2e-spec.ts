import { afterEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EventReader, type StreamEvent } from '../../apps/duty-desk/test/event-reader.js';
import { alertOf } from './support/alerts.js';
import { asAnother } from './support/minted-token.js';
import { copySeen, eventually, Machine, nationCodes, receiptSeen, receiptsOf } from './support/sandbox.js';

/** What the black-box contract says about desk and auditor, by HTTP on the running system. */
const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');
const desk = new Machine(there, 'desk');
const auditor = new Machine(here, 'auditor');
const streams: { close(): void }[] = [];
afterEach(() => streams.splice(0).forEach((stream) => stream.close()));

async function open(lastEventId?: string): Promise<EventReader> {
  const response = await fetch(`${desk.entry.desk}/v1/notifications/stream`, {
    headers: {
      authorization: `Bearer ${await desk.token()}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = new EventReader(response);
  streams.push(reader);
  return reader;
}

const issued = new Set<string>();
/** The next event about an alert of this spec: one of a spec before it may be withdrawn meanwhile. */
async function nextOf(stream: EventReader): Promise<StreamEvent> {
  for (;;) {
    const event = await stream.next();
    if (issued.has(String(event.data['originAlertId']))) return event;
  }
}

async function issue(): Promise<string> {
  const { alertId } = (await system.issue(alertOf('STOLEN-VEHICLE'))).body;
  issued.add(alertId);
  return alertId;
}

async function notified(): Promise<{ alertId: string; notificationId: string }> {
  const alertId = await issue();
  const { notificationId } = await eventually(
    async () =>
      (await desk.all<{ originAlertId: string; notificationId: string }>('desk', '/v1/notifications')).find(
        ({ originAlertId }) => originAlertId === alertId,
      ),
    `notification of ${alertId}`,
  );
  return { alertId, notificationId };
}

const acknowledge = (id: string, options: { body?: unknown; headers?: Record<string, string> } = {}) =>
  desk.call('desk', 'POST', `/v1/notifications/${id}/acknowledgement`, { body: {}, ...options });

describe('the stream of notifications', () => {
  it('sends only what is new, and resumes after the last event that was seen', async () => {
    await notified();
    const stream = await open();
    const first = await issue();
    const seen = await nextOf(stream);
    expect(seen).toMatchObject({
      event: 'notification',
      data: { originAlertId: first, origin: here, version: 1, category: 'STOLEN-VEHICLE', reason: 'new' },
    });
    expect(Object.keys(seen.data).sort()).toEqual(
      [
        'alertId',
        'at',
        'category',
        'notificationId',
        'origin',
        'originAlertId',
        'reason',
        'status',
        'urgency',
        'version',
      ].sort(),
    );
    stream.close();
    const [second, third] = [(await notified()).alertId, (await notified()).alertId];
    const resumed = await open(seen.id);
    const later = [await nextOf(resumed), await nextOf(resumed)];
    expect(later.map(({ data }) => data['originAlertId'])).toEqual([second, third]);
  });

  it('refuses a Last-Event-ID that it never gave', async () => {
    const headers = { 'last-event-id': 'yesterday' };
    const answer = await desk.call('desk', 'GET', '/v1/notifications/stream', { headers });
    expect(answer).toMatchObject({ status: 400, body: { code: 'PSR_EVENT_ID_INVALID' } });
  });
});

describe('acknowledgement', () => {
  it('is the first client’s: again 200 and one receipt, another’s 409', async () => {
    const { alertId, notificationId } = await notified();
    const taken = { status: 200, body: { notificationId, state: 'acknowledged' } };
    expect(await acknowledge(notificationId)).toMatchObject(taken);
    expect(await acknowledge(notificationId)).toMatchObject(taken);
    expect(await acknowledge(notificationId, { headers: await asAnother(desk) })).toMatchObject({
      status: 409,
      body: { code: 'PSR_NOTIFICATION_TAKEN' },
    });
    await receiptSeen(system, alertId, 'acknowledged');
    const receipts = await receiptsOf(system, alertId);
    expect(receipts.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1);
  });

  it('goes to one of two clients that ask at once', async () => {
    const { notificationId } = await notified();
    const other = await asAnother(desk);
    const both = await Promise.all([
      acknowledge(notificationId),
      acknowledge(notificationId, { headers: other }),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
  });

  it.each([[randomUUID()], ['x'], ['%00']])('knows no notification %s', async (id) => {
    expect(await acknowledge(id)).toMatchObject({ status: 404, body: { code: 'PSR_NOTIFICATION_UNKNOWN' } });
  });

  it('takes the empty document only', async () => {
    const { notificationId } = await notified();
    const answer = await acknowledge(notificationId, { body: { role: 'supervisor' } });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/role', rule: 'unknown-member' }] },
    });
  });
});

describe('history', () => {
  interface Item {
    at: string;
    kind: string;
    alertId?: string;
  }
  const history = (query: string) => auditor.all<Item>('auditor', `/v1/history?${query}`);

  it('is in order, and by alert and time, both ends optional', async () => {
    const from = new Date().toISOString();
    const alertId = await issue();
    await copySeen(partner, alertId);
    await receiptSeen(system, alertId, 'delivered');
    await eventually(
      async () => (await history(`alertId=${alertId}`)).some(({ kind }) => kind === 'received'),
      'received in the history',
    );
    const told = await history(`alertId=${alertId}`);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
    expect(await history(`alertId=${alertId}&from=${from}`)).toEqual(told);
    expect(await history(`alertId=${alertId}&to=${from}`)).toEqual([]);
    expect((await history(`from=${from}`)).length).toBeGreaterThanOrEqual(told.length);
    for (const item of told) {
      expect(item).toMatchObject({
        digest: expect.stringMatching(/^[\w-]{43}$/),
        nation: expect.any(String),
      });
    }
  });

  it.each([
    ['from=yesterday', 422],
    ['alertId=x', 422],
    ['category=ARMS', 422],
    ['cursor=x', 400],
  ])('refuses %s with %i', async (query, status) => {
    expect((await auditor.call('auditor', 'GET', `/v1/history?${query}`)).status).toBe(status);
  });
});
