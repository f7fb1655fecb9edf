import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../e2e/support/sandbox.js';
import { type Border, NARROW } from '../border.js';
import { entriesAt, loadEntries } from '../bulk.js';
import { Exchange, type Scenario, type Stage } from '../stage.js';
import { waysOf } from '../ways.js';

const ROUTINE = 60;
const URGENT = 8;
const BETWEEN_URGENT_MS = 5_000;
const ENTRIES = 200;
const CUT_EVERY_MS = [6_000, 18_000] as const;
const PATIENCE_MS = 900_000;
/** Of a burst, and one after the other, to tell what one alert costs on the wire. */
const MEASURED = { burst: 20, single: 5 };
const SETTLED_MS = 10_000;

export const narrow: Scenario = {
  name: 'narrow',
  title: '64 kbit/s, 800 ms each way, connections cut at random: urgent ones overtake what is under way',
  needs: 'border',
  async play(stage) {
    const border = stage.border!;
    const [from, to] = stage.nations;
    const exchange = await Exchange.begin(stage);
    const [traffic] = exchange.traffic;
    const since = new Date();
    const cutting = new AbortController();
    border.slowDown(NARROW);
    const cuts = cutAtRandom(border, stage, cutting.signal);
    try {
      const bulk = await loadEntries(from, ENTRIES);
      await traffic!.burst(ROUTINE, 'routine');
      for (let sent = 0; sent < URGENT; sent += 1) {
        await traffic!.burst(1, 'urgent');
        await sleep(BETWEEN_URGENT_MS);
      }
      const missing = async () =>
        (await waysOf(stage, since)).filter(({ seconds }) => seconds === null).length;
      await eventually(async () => (await missing()) === 0, 'every alert at the partner', PATIENCE_MS);
      await eventually(async () => (await entriesAt(to, bulk)) === ENTRIES, 'every entry', PATIENCE_MS);
      cutting.abort();
      const ways = (await waysOf(stage, since)).map((way) => ({ ...way, seconds: way.seconds! }));
      const longest = (urgency: string) =>
        Math.max(...ways.filter((way) => way.urgency === urgency).map(({ seconds }) => seconds));
      const figures = {
        cuts: await cuts,
        'longest way of an urgent one, s': Math.round(longest('urgent')),
        'longest way of a routine one, s': Math.round(longest('routine')),
        ...(await measured(border, exchange)),
      };
      border.mend();
      return { accounts: await exchange.end(), figures, failures: [] };
    } finally {
      cutting.abort();
      border.mend();
    }
  },
};

async function cutAtRandom(border: Border, { random }: Stage, signal: AbortSignal): Promise<number> {
  const own = random.fork();
  for (let cuts = 0; ; cuts += 1) {
    await sleep(own.between(...CUT_EVERY_MS), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return cuts;
    border.cutOne(own.next());
  }
}

/** What an alert costs on the wire with everything that belongs to it: receipts, positions, commits. Idle traffic apart. */
async function measured(border: Border, exchange: Exchange): Promise<Record<string, number>> {
  const [traffic] = exchange.traffic;
  const quiet = async (): Promise<number> => {
    const before = border.bytes;
    await sleep(SETTLED_MS);
    return (border.bytes - before) / SETTLED_MS;
  };
  const cost = async (count: number, send: () => Promise<unknown>): Promise<number> => {
    const idle = await quiet();
    const [since, before] = [Date.now(), border.bytes];
    await send();
    await eventually(async () => (await quiet()) < 2 * idle + 0.05, 'silence', PATIENCE_MS);
    return Math.round((border.bytes - before - idle * (Date.now() - since)) / count);
  };
  border.slowDown(null);
  return {
    'bytes per alert in a burst': await cost(MEASURED.burst, () => traffic!.burst(MEASURED.burst, 'routine')),
    'bytes per alert alone': await cost(MEASURED.single, async () => {
      for (let sent = 0; sent < MEASURED.single; sent += 1) {
        await traffic!.burst(1, 'urgent');
        await sleep(2_000);
      }
    }),
    'bytes a second while idle': Math.round((await quiet()) * 1_000),
  };
}
