import { eventually, sandbox } from '../../e2e/support/sandbox.js';
import { query } from '../../e2e/support/surfaces.js';
import type { SentAlert } from '../accounting/facts.js';
import { alarmsAt } from '../alarms.js';
import { nowIn, offsetOf, setClock } from '../clocks.js';
import { reconcile } from '../reconcile.js';
import { routineFirst, shownSince } from '../shown.js';
import { Exchange, type Scenario } from '../stage.js';
import { releasedSince } from '../ways.js';

const HOUR = 3_600_000;
const AWAY = 72 * HOUR;
const EXPIRES = [1, 71] as const;
const SHARE = { urgent: 0.02, expiring: 0.1, withdrawn: 0.02 };
const PATIENCE_MS = 900_000;

export const clock: Scenario = {
  name: 'clock',
  title: 'the partner is away and messages queue; 72 h later, on both nations’ clocks, the line is back',
  needs: 'border',
  async play(stage) {
    const { nations, random, say } = stage;
    const border = stage.border!;
    const [from, to] = nations;
    const count = Math.max(100, Math.round(stage.backlog / 10));
    const of = (share: number) => Math.max(2, Math.round(count * share));
    const [urgent, expiring, withdrawn] = [of(SHARE.urgent), of(SHARE.expiring), of(SHARE.withdrawn)];
    const exchange = await Exchange.begin(stage);
    const traffic = exchange.traffic[0]!;
    const since = nowIn(from);
    const expiresAt = new Date(since.getTime() + random.between(...EXPIRES) * HOUR);
    for (const line of border.lines) line.cut();
    let expired: SentAlert[];
    try {
      await traffic.burst(count - urgent - expiring - withdrawn, 'routine');
      const [most, few] = [Math.ceil(expiring * 0.8), Math.floor(expiring * 0.2)];
      expired = [
        ...(await traffic.burst(most, 'routine', { expiresAt })),
        ...(await traffic.burst(few, 'urgent', { expiresAt })),
      ];
      for (let ended = 0; ended < withdrawn; ended += 1)
        await traffic.live({ urgency: 'routine', updates: ['routine'], withdrawn: true, crosses: true }, 0);
      await traffic.burst(urgent, 'urgent');
      const released = count + 2 * withdrawn;
      await eventually(
        async () => (await releasedSince(from, since)) >= released,
        'all released',
        PATIENCE_MS,
      );
      say(`${released} messages queued, ${expiring} alerts with less than 72 h to live; the clocks go on`);
      await Promise.all(nations.map((nation) => setClock(nation, offsetOf(nation) + AWAY)));
      for (const alert of expired) alert.state = 'expired';
      await eventually(() => areErased(from, expired), 'what expired is erased at home', PATIENCE_MS);
    } finally {
      border.mend();
    }
    const backAt = Date.now();
    const left = count - expiring - withdrawn;
    await eventually(async () => (await shownSince(to, since)).length >= left, 'all shown', PATIENCE_MS);
    const seconds = Math.max(1, Math.round((Date.now() - backAt) / 1000));
    // Told, not judged: so few fit into the first transactions of every lane. With ten thousand it is judged.
    const { before } = routineFirst(await shownSince(to, since));
    await eventually(
      async () => (await exchange.refused(from)).length >= expiring,
      'what expired is refused',
      PATIENCE_MS,
    );
    await reconcile(from, to);
    await eventually(
      async () => !(await alarmsAt(to, from)).includes('gap'),
      'the gaps are accounted for',
      PATIENCE_MS,
    );
    const refused = await exchange.refused(from);
    await exchange.meantToBeRefused(from);
    return {
      accounts: await exchange.end(),
      figures: {
        queued: count,
        'expired meanwhile': expiring,
        refused: refused.length,
        'routine before the last urgent': before,
        'until all were shown, s': seconds,
      },
      failures: [
        ...refused.filter((place) => !place.endsWith(' PSR_EXPIRED')).map((place) => `refused: ${place}`),
        ...(refused.length === expiring ? [] : [`${refused.length} were refused, not ${expiring}`]),
      ],
    };
  },
};

/** Expired for their origin too, and their content destroyed. */
async function areErased(nation: string, alerts: readonly SentAlert[]): Promise<boolean> {
  const [row] = await query<{ count: number }>(
    sandbox().nations[nation]!,
    'passerelle',
    `select count(*)::int from national_node.alert
     where alert_id::text = any($1) and state = 'expired' and erased_at is not null`,
    [alerts.map(({ alertId }) => alertId)],
  );
  return row!.count === alerts.length;
}
