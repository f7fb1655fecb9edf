import { Killer } from '../killer.js';
import { Exchange, type Scenario } from '../stage.js';

const PACE_MS = 600;
/** Two cores start a service in about two seconds, and a good part of the blows falls while others are starting. */
const BETWEEN_MS = 2_000;

export const kills: Scenario = {
  name: 'kills',
  title: 'every process is killed again and again, at random instants, while alerts cross both ways',
  async play(stage) {
    const exchange = await Exchange.begin(stage);
    const killer = new Killer(stage.random.fork(), stage.nations);
    exchange.flow(PACE_MS);
    const telling = setInterval(() => stage.say(`${killer.blows.kills} of ${stage.kills} killed`), 20_000);
    try {
      await killer.strike(stage.kills, BETWEEN_MS);
    } finally {
      clearInterval(telling);
    }
    const { kills, freezes, byTarget } = killer.blows;
    const accounts = await exchange.end();
    return { accounts, figures: { kills, freezes, ...byTarget }, failures: [] };
  },
};
