/**
 * A watchlist that crosses: how fast its entries stand at the partner, and what an urgent alert waits for meanwhile.
 * Every entry is its own object of the list, in blocks under one signature; totals are checked to the last entry.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStream } from '../event-stream.mjs';
import { percentile, spread } from '../figures.mjs';
import { importEntries } from '../machine.mjs';
import { cross } from './latency.mjs';
import { mirrorMakerRates } from './links.mjs';
import { Nations } from './nations.mjs';
import { countShares } from './shares.mjs';

const POLL = 250;
const PATIENCE = 1_800_000;
const [P50_TIMES, P99_MS] = [3, 2_000];
const WHOLE = { entries: 50_000, bulk: 100_000, idle: 60 };
const QUICK = { entries: 4_000, bulk: 8_000, idle: 20 };

export async function benchWatchlist(sandbox, wanted, options, report) {
  const sizes = options.quick ? QUICK : WHOLE;
  const nations = new Nations(sandbox);
  const database = await nations.database(nations.receiver);
  const list = { nations, database };
  try {
    const rows = [];
    if (wanted.includes('watchlist')) rows.push(await beside(list, sizes, options, report));
    if (wanted.includes('under-bulk')) rows.push(...(await underBulk(list, sizes, report)));
    return rows;
  } finally {
    await database.end();
  }
}

async function beside(list, { entries }, options, report) {
  report(`${entries} entries from ${list.nations.sender} to ${list.nations.receiver} …`);
  const shares = countShares(list.nations.sandbox);
  const { rate } = await crossed(list, entries);
  const profile = shares();
  const theirs = await mirrorMakerRates(options, report);
  const ratio = rate / spread(theirs).median;
  return {
    row: 'watchlist',
    what: `${entries} watchlist entries, file to stored at the partner, entries/s`,
    ours: spread([rate]),
    beside: { what: 'MirrorMaker 2, exactly once, records/s', ...spread(theirs) },
    ratio,
    goal: '≥ 1.0×',
    met: ratio >= 1,
    ...(ratio < 1 && { profile, profileOf: 'processor time of both nations, by process' }),
  };
}

async function underBulk(list, { bulk, idle }, report) {
  const { nations } = list;
  const stream = await EventStream.open(nations.sandbox, nations.receiver);
  const one = () => cross(nations.sandbox, nations, stream);
  try {
    report(`${idle} urgent alerts with nothing else to do …`);
    const quiet = [];
    for (let index = -3; index < idle; index += 1) {
      const took = await one();
      if (index >= 0) quiet.push(took);
    }
    report(`urgent alerts while ${bulk} entries cross …`);
    const loaded = [];
    const crossing = crossed(list, bulk);
    const over = crossing.then(() => true);
    const notYet = Promise.resolve(false);
    while (!(await Promise.race([over, notYet]))) loaded.push(await one());
    return urgentRows(loaded, quiet, bulk);
  } finally {
    stream.close();
  }
}

function urgentRows(loaded, quiet, bulk) {
  const [p50, p99] = [0.5, 0.99].map((share) => ({
    ours: percentile(loaded, share),
    idle: percentile(quiet, share),
  }));
  const row = ({ ours, idle }, name, goal, met) => ({
    row: 'under-bulk',
    what: `urgent alert while ${bulk} entries cross, ${name} (ms), of ${loaded.length}`,
    ours: { ...spread(loaded), median: ours },
    beside: { what: 'idle', ...spread(quiet), median: idle },
    ratio: ours / idle,
    goal,
    met,
  });
  return [
    row(p50, 'p50', `≤ ${P50_TIMES}×`, p50.ours <= P50_TIMES * p50.idle),
    row(p99, 'p99', `≤ ${P99_MS} ms`, p99.ours <= P99_MS),
  ];
}

/**
 * Sends a file of entries and waits until each stands at the partner.
 *
 * @returns entries a second from a tenth to nineteen twentieths, the file's own reading included
 * @throws Error when one was refused at home, or is missing at the partner
 */
async function crossed({ nations, database }, count) {
  const run = randomUUID().slice(0, 8).toUpperCase();
  const before = await stored(database, nations.sender);
  const file = Array.from({ length: count }, (_, index) => JSON.stringify(entry(`DEMO-${run}-${index}`)));
  const samples = [{ at: performance.now(), done: 0 }];
  let failure;
  importEntries(nations.sandbox, nations.sender, 'vehicles', file.join('\n')).then(
    ({ stored: kept }) => {
      if (kept !== count) failure = new Error(`${kept} of ${count} entries were stored at home`);
    },
    (error) => {
      failure = error;
    },
  );
  const deadline = Date.now() + PATIENCE;
  for (let done = 0; done < count;) {
    if (failure) throw failure;
    if (Date.now() > deadline) throw new Error(`${done} of ${count} entries stand at the partner`);
    await pause(POLL);
    done = (await stored(database, nations.sender)) - before;
    samples.push({ at: performance.now(), done });
  }
  const [first, last] = [0.1, 0.95].map((share) => samples.find(({ done }) => done >= count * share));
  const from = first === last ? samples[0] : first;
  return { rate: ((last.done - from.done) / (last.at - from.at)) * 1_000 };
}

async function stored(database, origin) {
  const { rows } = await database.query(
    `select count(*) as entries from national_node.watchlist_entry where origin = $1 and state = 'active'`,
    [origin],
  );
  return Number(rows[0].entries);
}

/** An invented vehicle: about as much as a list of stolen ones holds. */
const entry = (plate) => ({
  category: 'STOLEN-VEHICLE',
  action: 'LOCATE-REPORT',
  status: 'Test',
  handling: 'H1',
  legalGround: 'OWNER-COMPLAINT',
  evaluation: { source: 'A', information: '1' },
  expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  vehicle: { plate, type: '4x4', colour: 'blanc' },
  source: { type: 'officer', note: 'registre' },
});
