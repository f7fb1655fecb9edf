import { setTimeout as sleep } from 'node:timers/promises';
import { freeze as standStill, instancesOf, wake } from '../frozen.js';
import { Exchange, type Scenario, type Stage } from '../stage.js';
import { waysOf } from '../ways.js';

const PACE_MS = 700;
const FROZEN_MS = 14_000;
const BETWEEN_MS = 6_000;

export const zombie: Scenario = {
  name: 'zombie',
  title: 'one of two instances stands still for longer than its session, and wakes up',
  async play(stage) {
    const exchange = await Exchange.begin(stage);
    exchange.flow(PACE_MS);
    await sleep(BETWEEN_MS);
    const stills: { what: string; since: Date; until: Date }[] = [];
    for (const [name, role] of [
      ['national-node'],
      ['bridge', 'enforce'],
      ['bridge', 'carry'],
      ['duty-desk'],
    ] as const) {
      const nation = stage.nations[stage.random.between(0, 1)]!;
      const since = new Date();
      await freeze(stage, nation, name, role);
      await sleep(BETWEEN_MS);
      stills.push({ what: role ?? name, since, until: new Date() });
    }
    const accounts = await exchange.end();
    const figures: Record<string, number> = {};
    for (const { what, since, until } of stills)
      figures[`longest way while ${what} stood still, s`] = await longestWay(stage, since, until);
    return { accounts, figures, failures: [] };
  },
};

/** An instance that serves something: the first, whoever that is just now. */
async function freeze(stage: Stage, nation: string, name: string, role?: string): Promise<void> {
  const instances = instancesOf({ nation, name, ...(role !== undefined && { role }) });
  const chosen = instances[stage.random.between(0, instances.length - 1)]!;
  stage.say(`${nation} ${role ?? name}, one of ${instances.length}, stands still`);
  standStill(chosen.pid);
  try {
    await sleep(FROZEN_MS);
  } finally {
    wake(chosen.pid);
  }
}

/** Seconds from the origin's record to the partner's, of the alert that took longest. */
async function longestWay(stage: Stage, since: Date, until: Date): Promise<number> {
  const ways = (await waysOf(stage, since)).filter(({ sentAt }) => sentAt < until);
  return Math.round(Math.max(0, ...ways.map(({ seconds }) => seconds ?? 0)) * 10) / 10;
}
