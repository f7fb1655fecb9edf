import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { kafkaForTests, postgresForTests } from '@passerelle/testing';
import { randomUUID } from 'node:crypto';
import { RunningDesk, told } from '../../test/running-desk.js';
import { OfficerSessions } from '../sign-in/officer-sessions.js';
import { NotificationStream } from './notification-stream.js';

jest.setTimeout(60_000);

describe('a console', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await RunningDesk.start([kafkaForTests(), postgresForTests()]);
  }, 120_000);
  afterAll(async () => {
    await desk?.close();
  });

  const queue = () =>
    desk.get<{
      items: Record<string, unknown>[];
      counts: { untaken: { urgent: number; routine: number }; taken: number };
      lastEventId: string;
    }>('/queue');
  const receipt = () => ({
    alertId: randomUUID(),
    version: 1,
    category: 'ARMS',
    urgency: 'urgent',
    receipt: 'acknowledged',
    at: '2026-11-23T08:00:00.000Z',
    nation: 'QZ',
    role: 'desk',
    post: 'QZ-AAA',
  });

  it('loads the queue, and hears of everything after it and of nothing twice', async () => {
    const { notificationId } = await desk.filed();
    const { lastEventId, items } = await queue();
    expect(items.map((item) => item['notificationId'])).toContain(notificationId);
    await desk.post(`/notifications/${notificationId}/acknowledgement`);
    const ours = receipt();
    await desk.tellReceipt(ours);
    const stream = await desk.listen(`?events=change,receipt&after=${lastEventId}`);
    expect(await stream.next()).toMatchObject({
      event: 'change',
      data: { notificationId, state: 'acknowledged', acknowledgedBy: 'desk', level: 'desk' },
    });
    const { alertId, version, receipt: kind, at, nation, role, post } = ours;
    const last = await stream.next();
    expect(last).toMatchObject({
      event: 'receipt',
      data: { alertId, version, kind, at, by: { nation, role, post } },
    });
    const later = told();
    await desk.tell(later);
    const resumed = await desk.listen('?events=change,receipt&after=0', last.id);
    expect(await resumed.next()).toMatchObject({
      event: 'change',
      data: { alertId: later.alertId, state: 'new' },
    });
  });

  it('hears of a receipt only where it asked for receipts, and the contract’s reader of alerts alone', async () => {
    const plain = await desk.listen();
    const both = await desk.listen('?events=notification,change');
    const { notificationId, alertId } = await desk.filed();
    await desk.tellReceipt(receipt());
    await desk.post(`/notifications/${notificationId}/display`);
    const next = told();
    await desk.tell(next);
    expect([(await plain.next()).data['alertId'], (await plain.next()).data['alertId']]).toEqual([
      alertId,
      next.alertId,
    ]);
    const heard = [await both.next(), await both.next(), await both.next()];
    expect(heard.map(({ event }) => event)).toEqual(['notification', 'change', 'change']);
    expect([heard[0]?.id, heard[1]?.id === '']).toEqual(['', false]);
  });

  it.each(['?events=everything', '?events=', '?after=x', '?events=change&since=1'])(
    'is refused %s',
    async (query) => {
      expect((await desk.request(`/notifications/stream${query}`)).status).toBe(422);
    },
  );

  it('hears a heartbeat as an event only where it asked for events', async () => {
    const stream = desk.app.get(NotificationStream);
    const signal = new AbortController();
    const first = async (events: ['change'] | null) => {
      const reader = { events, signal: signal.signal, heartbeatMs: 20 };
      const { value } = await stream.after(await stream.beginning(null), reader).next();
      return value as string;
    };
    expect(await first(null)).toBe(': heartbeat\n\n');
    expect(await first(['change'])).toMatch(/^: heartbeat\n\nevent: heartbeat\ndata: \{"at":"[^"]+"\}\n\n$/);
    signal.abort();
  });

  it('is cut off when its token ends', async () => {
    const stream = await desk.listen('?events=change', undefined, 'desk~300');
    await expect(stream.next()).rejects.toThrow('the stream ended');
  });

  it('is cut off when the session that opened it has ended', async () => {
    const sessions = desk.app.get(OfficerSessions, { strict: false });
    const principal = { subject: 'desk', roles: ['desk'] };
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const tokens = { accessToken: 'desk', refreshToken: 'none', principal, expiresAt, name: 'Desk' };
    const { cookie } = await sessions.start(tokens);
    const headers = { cookie: `passerelle-${desk.nation.toLowerCase()}=${cookie}` };
    const stream = await fetch(`${desk.base}/v1/notifications/stream?events=change`, { headers });
    expect(stream.status).toBe(200);
    await sessions.end((await sessions.find(cookie))!);
    expect(await stream.text()).toContain('heartbeat'); // resolves at its end
    expect((await fetch(`${desk.base}/v1/queue`, { headers })).status).toBe(401);
  });

  it('sees the urgent before the routine, the untaken before the taken, the older before the newer', async () => {
    const before = await queue();
    const filed = [];
    for (const urgency of ['routine', 'urgent', 'urgent', 'urgent'])
      filed.push(await desk.filed({ urgency }));
    const [routine, taken, older, newer] = filed;
    await desk.post(`/notifications/${taken?.notificationId}/acknowledgement`);
    const { items, counts } = await queue();
    const order = items.map((item) => item['notificationId']);
    const places = [older, newer, routine, taken].map((item) => order.indexOf(item?.notificationId));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(counts).toEqual({
      untaken: {
        urgent: before.counts.untaken.urgent + 2,
        routine: before.counts.untaken.routine + 1,
      },
      taken: before.counts.taken + 1,
    });
  });

  it('sees what is real before any exercise or test', async () => {
    const test = await desk.filed({ urgency: 'urgent', status: 'Test' });
    const exercise = await desk.filed({ urgency: 'urgent', status: 'Exercise' });
    const real = await desk.filed({ urgency: 'routine', status: 'Actual' });
    const order = (await queue()).items.map((item) => item['notificationId']);
    for (const drill of [test, exercise]) {
      expect(order.indexOf(real.notificationId)).toBeLessThan(order.indexOf(drill.notificationId));
    }
  });

  it('opens one by its id, also when it is closed, and knows no other', async () => {
    const { notificationId: id } = await desk.filed();
    await desk.post(`/notifications/${id}/acknowledgement`);
    await desk.post(`/notifications/${id}/closure`, { outcome: 'FOUND' }, 'desk', randomUUID());
    expect(await desk.get(`/notifications/${id}`)).toMatchObject({ notificationId: id, state: 'closed' });
    for (const unknown of [randomUUID(), 'x'])
      expect((await desk.request(`/notifications/${unknown}`)).status).toBe(404);
  });

  it('lists by state', async () => {
    const states = async (state: string) =>
      new Set((await desk.get(`/notifications?state=${state}`)).items.map((item) => item['state']));
    expect(await states('acknowledged')).toEqual(new Set(['acknowledged']));
    expect((await desk.request('/notifications?state=open')).status).toBe(422);
  });

  it('reads the journal page by page, in order, and from a time on', async () => {
    const { items: first, next } = await desk.get('/journal');
    expect(next).toBeNull();
    const seqs = first.map(({ seq }) => Number(seq));
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(first.filter(({ kind }) => kind === 'receipt')[0]).toMatchObject({
      receipt: 'acknowledged',
      nation: 'QZ',
      category: 'ARMS',
    });
    expect((await desk.get(`/journal?since=${encodeURIComponent('2100-01-01T00:00:00Z')}`)).items).toEqual(
      [],
    );
    expect((await desk.request('/journal?cursor=x')).status).toBe(400);
  });
});
