import { setTimeout as sleep } from 'node:timers/promises';
import { sandbox } from '../../e2e/support/sandbox.js';
import { signal } from '../frozen.js';
import { Exchange, type Scenario } from '../stage.js';

const PACE_MS = 700;
const ROUNDS = 8;
/** Less than a session: the group has not settled when the next member goes. */
const BETWEEN_MS = 3_000;

export const storm: Scenario = {
  name: 'storm',
  title: 'members leave and join their groups faster than the groups settle',
  async play(stage) {
    const exchange = await Exchange.begin(stage);
    exchange.flow(PACE_MS);
    let leaving = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const members = sandbox().processes.filter(
        ({ name, instance }) => ['national-node', 'bridge'].includes(name) && instance === 1 + (round % 2),
      );
      const nation = stage.nations[stage.random.between(0, 1)]!;
      // An orderly leave and a sudden one make different rebalances.
      const how = stage.random.chance(0.5) ? 'SIGTERM' : 'SIGKILL';
      for (const { pid } of members.filter((each) => each.nation === nation))
        if (signal(pid, how)) leaving += 1;
      await sleep(BETWEEN_MS);
    }
    return { accounts: await exchange.end(), figures: { 'left and joined': leaving }, failures: [] };
  },
};
