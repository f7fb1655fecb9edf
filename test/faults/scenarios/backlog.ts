import { eventually } from '../../e2e/support/sandbox.js';
import { routineFirst, shownSince } from '../shown.js';
import { Exchange, type Scenario } from '../stage.js';
import { releasedSince } from '../ways.js';

const PATIENCE_MS = 1_800_000;
/** Of the queued messages. */
const URGENT_SHARE = 0.005;

export const backlog: Scenario = {
  name: 'backlog',
  title: 'the partner is away, messages queue, the urgent ones come last and are shown first',
  needs: 'border',
  async play(stage) {
    const { nations, say, backlog: count } = stage;
    const border = stage.border!;
    const [from, to] = nations;
    const urgent = Math.max(1, Math.round(count * URGENT_SHARE));
    const exchange = await Exchange.begin(stage);
    const [traffic] = exchange.traffic;
    const since = new Date();
    for (const line of border.lines) line.cut();
    try {
      await traffic!.burst(count - urgent, 'routine');
      await traffic!.burst(urgent, 'urgent');
      say(`${count} queued, ${urgent} of them urgent and last; waiting until all are released`);
      await eventually(async () => (await releasedSince(from, since)) >= count, 'all released', PATIENCE_MS);
    } finally {
      border.mend();
    }
    const backAt = Date.now();
    await eventually(async () => (await shownSince(to, since)).length >= count, 'all shown', PATIENCE_MS);
    const seconds = Math.round((Date.now() - backAt) / 1000);
    const { before, failures } = routineFirst(await shownSince(to, since));
    const figures = {
      queued: count,
      urgent,
      'routine before the last urgent': before,
      'drained, messages/s': Math.round(count / Math.max(1, seconds)),
    };
    return { accounts: await exchange.end(), figures, failures };
  },
};
