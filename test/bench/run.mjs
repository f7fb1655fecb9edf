/**
 * `npm run bench [-- --dir PATH] [--quick] [--only ROW …]`: figures as ratios within one run, printed as a table and
 * written to `<dir>/bench.json`. Nothing here passes or fails: the tests do that. What is lost, doubled or out of
 * order is an error all the same. The links are measured on brokers of their own, the rest over a running sandbox,
 * which is worth nothing for anything else afterwards.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printDelivery, printConsole } from './tables.mjs';

const LINKS = ['carry', 'enforce', 'border', 'instances', 'bytes'];
const ADMISSION = ['admission', 'memory'];
const WATCHLIST = ['watchlist', 'under-bulk'];
/** Needs a sandbox with two instances, and is measured when it is named. */
const FAILOVER = 'failover';
const ROWS = [...LINKS, 'latency', 'console', ...ADMISSION, ...WATCHLIST];

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: '.sandbox' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: ROWS },
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const unknown = values.only.filter((row) => ![...ROWS, FAILOVER].includes(row));
if (unknown.length > 0) fail(`no row ${unknown.join(', ')}: they are ${ROWS.join(', ')}, ${FAILOVER}`);
const wanted = (...rows) => rows.filter((row) => values.only.includes(row));
const report = (line) => console.log(line);

const figures = { ...earlier(), at: new Date().toISOString(), node: process.version, quick: values.quick };
if (wanted(...ADMISSION, ...WATCHLIST, 'latency', 'console', FAILOVER).length > 0) {
  const sandbox = readSandbox();
  if (wanted('latency').length > 0) {
    const { benchLatency } = await import('./delivery/latency.mjs');
    keep(await benchLatency(sandbox, values, report));
  }
  if (wanted(FAILOVER).length > 0) {
    const { benchFailover } = await import('./delivery/failover.mjs');
    keep(await benchFailover(sandbox, values, report));
  }
  // Before the queue is full of what the others send: an officer finds this alert by looking at it.
  if (wanted('console').length > 0) {
    const { benchConsole } = await import('./console.mjs');
    figures.console = await benchConsole(sandbox, report);
    save();
  }
  if (wanted(...ADMISSION).length > 0) {
    const { benchAdmission } = await import('./delivery/admission.mjs');
    keep(await benchAdmission(sandbox, wanted(...ADMISSION), values, report));
  }
  if (wanted(...WATCHLIST).length > 0) {
    const { benchWatchlist } = await import('./delivery/watchlist.mjs');
    keep(await benchWatchlist(sandbox, wanted(...WATCHLIST), values, report));
  }
}
if (wanted(...LINKS).length > 0) {
  const { benchLinks } = await import('./delivery/links.mjs');
  keep(await benchLinks(wanted(...LINKS), values, report));
}
save();
if (figures.delivery?.length > 0) printDelivery(figures.delivery);
if (figures.console) printConsole(figures.console);
process.exit(0);

/** Replaces what an earlier run said of the same rows. */
function keep(rows) {
  const measured = new Set(rows.map(({ row }) => row));
  figures.delivery = [...(figures.delivery ?? []).filter(({ row }) => !measured.has(row)), ...rows];
  save();
}

function save() {
  mkdirSync(values.dir, { recursive: true });
  writeFileSync(join(values.dir, 'bench.json'), `${JSON.stringify(figures, null, 2)}\n`);
}

function earlier() {
  const file = join(values.dir, 'bench.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function readSandbox() {
  const file = join(values.dir, 'sandbox.json');
  if (!existsSync(file))
    fail(`${file} is not there: start two nations first (npm start), or name their folder with --dir`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
