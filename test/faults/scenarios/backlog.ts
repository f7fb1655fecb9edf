import { query } from '../../e2e/support/surfaces.js';
import { eventually, sandbox } from '../../e2e/support/sandbox.js';
import { Exchange, type Scenario } from '../stage.js';
import { releasedSince } from '../ways.js';

const PATIENCE_MS = 1_800_000;
/** Of the queued messages, and of the routine ones that may be shown before the last urgent one. */
const URGENT_SHARE = 0.005;
const ROUTINE_BEFORE = 0.05;

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
    await eventually(async () => (await shown(to, since)).length >= count, 'all shown', PATIENCE_MS);
    const seconds = Math.round((Date.now() - backAt) / 1000);
    const order = await shown(to, since);
    const before = order
      .slice(0, order.lastIndexOf('urgent'))
      .filter((urgency) => urgency === 'routine').length;
    const failures =
      before <= ROUTINE_BEFORE * (count - urgent)
        ? []
        : [`${before} routine ones were shown before the last urgent one`];
    const figures = {
      queued: count,
      urgent,
      'routine before the last urgent': before,
      'drained, messages/s': Math.round(count / Math.max(1, seconds)),
    };
    return { accounts: await exchange.end(), figures, failures };
  },
};

const entryOf = (nation: string) => sandbox().nations[nation]!;

/** Urgencies in the order in which the desk heard of the alerts. */
async function shown(nation: string, since: Date): Promise<string[]> {
  const rows = await query<{ urgency: string }>(
    entryOf(nation),
    'passerelle',
    `select n.urgency from duty_desk.desk_event e join duty_desk.notification n using (notification_id)
     where e.kind = 'new' and e.at >= $1 order by e.seq`,
    [since],
  );
  return rows.map(({ urgency }) => urgency);
}
