import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { alertOf } from './alerts.js';
import { type Answer, eventually, type Machine } from './sandbox.js';

/** What a national system did with one alert, and so what the partner must hold in the end. */
export interface Expected {
  alertId: string;
  version: number;
  state: 'active' | 'withdrawn';
}

/** A client that is not told whether it was heard asks again, as every importer must. */
async function insist<T extends Answer>(ask: () => Promise<T>, accepts: number[], what: string): Promise<T> {
  return eventually(async () => {
    const answer = await ask();
    if (answer.status < 500 && !accepts.includes(answer.status))
      throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return accepts.includes(answer.status) && answer;
  }, what);
}

/** Issues, updates and withdraws `count` alerts, one every `pace` milliseconds, whatever dies meanwhile. */
export async function streamOfAlerts(system: Machine, count: number, pace: number): Promise<Expected[]> {
  const lives: Promise<Expected>[] = [];
  for (let at = 0; at < count; at += 1) {
    lives.push(life(system, at, pace));
    await sleep(pace);
  }
  return Promise.all(lives);
}

async function life(system: Machine, at: number, pace: number): Promise<Expected> {
  const urgency = at % 3 === 0 ? 'routine' : 'urgent';
  const write = () => alertOf('STOLEN-VEHICLE', { urgency, status: 'Test' });
  const key = randomUUID();
  const first = write();
  const { body } = await insist(() => system.issue(first, key), [201], 'issue');
  const { alertId } = body;
  let version = 1;
  for (; version <= at % 4; version += 1) {
    await sleep(pace);
    const next = write();
    // 412 where the answer to the first try was lost: the version is ours.
    await insist(() => system.update(alertId, version, next), [200, 412], 'update');
  }
  if (at % 5 !== 0) return { alertId, version, state: 'active' };
  await sleep(pace);
  await insist(() => system.withdraw(alertId), [200], 'withdrawal');
  return { alertId, version, state: 'withdrawn' };
}
