import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { alertOf } from './support/alerts.js';
import { asAnother } from './support/minted-token.js';
import {
  type Answer,
  eventually,
  Machine,
  nationCodes,
  type ProcessEntry,
  receiptsOf,
  sandbox,
} from './support/sandbox.js';

/** An officer whose desk dies in the middle sends again, as a console's outbox does: once is once. */
const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const desk = new Machine(there, 'desk');
const OFFICERS = 8;
const DEATHS = 4;

const processOf = (name: string): ProcessEntry =>
  sandbox().processes.find((each) => each.nation === there && each.name === name)!;

/** kill -9, and until the launcher names its successor. */
async function kill(name: string): Promise<void> {
  const { pid } = processOf(name);
  process.kill(pid, 'SIGKILL');
  await eventually(async () => processOf(name).pid !== pid, `${there} ${name} again`);
}

const list = (path: string) => desk.all<Record<string, string>>('desk', path);

/** Sends until there is an answer that is the desk's own, always under the same key. */
async function send(path: string, body: object, headers: Record<string, string>): Promise<Answer> {
  const key = randomUUID();
  return eventually(async () => {
    const answer = await desk.call('desk', 'POST', path, {
      body,
      headers: { ...headers, 'idempotency-key': key },
    });
    return answer.status < 500 && answer;
  }, `answer to ${path}`);
}

/** Takes charge, sees the subject twice, hands back, takes charge again and closes. */
async function work(notificationId: string, officer: number): Promise<number[]> {
  const headers = await asAnother(desk, `officer-${officer}`);
  const acts: [string, object][] = [
    ['acknowledgement', {}],
    ['sighting', { sighting: 'SEEN' }],
    ['sighting', { sighting: 'SEEN' }],
    ['hand-back', { reason: 'other' }],
    ['acknowledgement', {}],
    ['closure', { outcome: 'FOUND' }],
  ];
  const statuses: number[] = [];
  for (const [action, body] of acts) {
    statuses.push((await send(`/v1/notifications/${notificationId}/${action}`, body, headers)).status);
    await sleep(250);
  }
  return statuses;
}

describe('while desk and node die under the officers’ hands', () => {
  it('everything they did is done once, here and abroad', async () => {
    const issued = await Promise.all(
      Array.from(
        { length: OFFICERS },
        async () => (await system.issue(alertOf('STOLEN-VEHICLE'))).body.alertId,
      ),
    );
    const notifications = await eventually(async () => {
      const all = await list('/v1/notifications?state=new');
      const found = issued.map((alertId) => all.find(({ originAlertId }) => originAlertId === alertId));
      return found.every((item) => item !== undefined) && found;
    }, 'all notifications');

    const dying = (async () => {
      for (let death = 0; death < DEATHS; death += 1)
        await kill(death % 2 === 0 ? 'duty-desk' : 'national-node');
    })();
    const worked = await Promise.all(
      notifications.map((item, officer) => work(item?.['notificationId'] ?? '', officer)),
    );
    await dying;
    expect(worked).toEqual(notifications.map(() => [200, 200, 200, 200, 200, 200]));

    for (const [index, alertId] of issued.entries()) {
      const told = await eventually(async () => {
        const receipts = await receiptsOf(system, alertId);
        return receipts.some(({ reason }) => reason === 'FOUND') && receipts;
      }, `outcome of ${alertId}`);
      const officers = told
        .filter(({ by }) => by.role === 'desk')
        .map(({ kind, reason }) => `${kind} ${reason ?? ''}`);
      expect(officers.sort()).toEqual([
        'acknowledged ',
        'acknowledged ',
        'actioned FOUND',
        'actioned SIGHTED-SEEN',
        'actioned SIGHTED-SEEN',
        'handed-back other',
      ]);
      const events = await list(`/v1/notifications/${notifications[index]?.['notificationId']}/events`);
      expect(events.map(({ kind }) => kind)).toEqual([
        'new',
        'acknowledged',
        'sighted',
        'sighted',
        'handed-back',
        'acknowledged',
        'closed',
      ]);
    }
  });
});
