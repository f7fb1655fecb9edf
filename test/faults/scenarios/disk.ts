import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../e2e/support/sandbox.js';
import { brokerOf, diskOf, givenUp } from '../disk.js';
import { instancesOf, signal } from '../frozen.js';
import { Exchange, type Scenario } from '../stage.js';
import { waysOf } from '../ways.js';

const PACE_MS = 700;
const BEFORE_MS = 6_000;
/** Some records still fit, so that it fills in the middle of something. */
const LEFT_BYTES = 48 * 1024;
const PATIENCE_MS = 120_000;
const FULL_MS = 15_000;
const AFTER_MS = 15_000;

export const disk: Scenario = {
  name: 'disk',
  title:
    'the disk of one of two log directories is full, then larger; the broker is killed and started again',
  needs: 'border', // a sandbox of its own: no other has such a disk
  async play(stage) {
    const nation = stage.nations[stage.random.between(0, 1)]!;
    const filled = await diskOf(nation);
    if (!filled)
      return { accounts: [], figures: {}, failures: [], skipped: 'nobody may make namespaces here' };
    const exchange = await Exchange.begin(stage);
    const since = new Date();
    exchange.flow(PACE_MS);
    await sleep(BEFORE_MS);
    const before = await givenUp(nation);
    stage.say(`${nation}: the disk of one log directory is nearly full`);
    await filled.fill(LEFT_BYTES);
    let figures: Record<string, number> = {};
    try {
      await eventually(
        async () => (await givenUp(nation)) > before,
        'a log directory is given up',
        PATIENCE_MS,
      );
      await sleep(FULL_MS);
    } finally {
      figures = { 'given up': (await givenUp(nation)) - before };
      await filled.enlarge();
      signal(instancesOf(brokerOf(nation))[0]!.pid, 'SIGKILL');
    }
    stage.say(`${nation}: the disk is larger, the broker is started again`);
    await sleep(AFTER_MS);
    const accounts = await exchange.end();
    const ways = (await waysOf(stage, since)).map(({ seconds }) => seconds ?? 0);
    return {
      accounts,
      figures: { ...figures, 'longest way, s': Math.round(Math.max(...ways)) },
      failures: [],
    };
  },
};
