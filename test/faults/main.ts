import { repositoryRoot } from '@passerelle/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { nationCodes } from '../e2e/support/sandbox.js';
import { Border } from './border.js';
import { faultsOf, type Played, tableOf } from './report.js';
import { SCENARIOS } from './scenarios/index.js';
import { search } from './scenarios/search.js';
import { Seeded } from './seeded.js';
import type { Outcome, Scenario, Stage } from './stage.js';

const USAGE = `npm run faults -- [--seed N] [--kills N] [--backlog N] [--dir PATH] [--port-base N] [--only NAME,NAME] [--sandbox FILE]

  Two nations with two instances of every service, real brokers and databases. Breaks them, and accounts for every
  alert at the end. Writes faults.json under the folder.
  --seed N        repeats the choices of an earlier run
  --kills N       processes killed at random instants (default 200)
  --backlog N     messages that queue while the partner is away (default 10000)
  --dir PATH      data folder (default .sandbox/faults)
  --port-base N   first of the ports it uses (default 24100)
  --instances N   of every service (default 2)
  --only NAMES    of ${SCENARIOS.map(({ name }) => name).join(', ')}
  --sandbox FILE  a running sandbox instead of one of its own`;

const NOTHING: Outcome = { accounts: [], figures: {}, failures: [] };
/** Above what two nations with two instances each take. */
const LINES = 150;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    kills: { type: 'string', default: '200' },
    backlog: { type: 'string', default: '10000' },
    dir: { type: 'string', default: '.sandbox/faults' },
    'port-base': { type: 'string', default: '24100' },
    only: { type: 'string' },
    instances: { type: 'string', default: '2' },
    sandbox: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const directory = resolve(values.dir);
const [seed, kills, portBase] = [values.seed, values.kills, values['port-base']].map(Number) as [
  number,
  number,
  number,
];
const backlog = Number(values.backlog);
const lineBase = portBase + LINES;
const only = values.only?.split(',');
const chosen = SCENARIOS.filter(({ name }) => only === undefined || only.includes(name));
const unknown = only?.filter((name) => !SCENARIOS.some((each) => each.name === name)) ?? [];

if (values.help) console.log(USAGE);
else if (![seed, kills, backlog, portBase].every(Number.isInteger) || unknown.length > 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else await run();

interface StartedSandbox {
  file: string;
  stop(): Promise<void>;
}

async function run(): Promise<void> {
  const startedAt = new Date();
  const say = (line: string) => console.log(`${elapsed(startedAt)}  ${line}`);
  say(`seed ${seed}`);
  mkdirSync(directory, { recursive: true });
  const border = values.sandbox === undefined ? await Border.open(lineBase) : null;
  const sandbox = values.sandbox === undefined ? await start(say) : null;
  process.env['PASSERELLE_E2E_SANDBOX'] = sandbox?.file ?? resolve(values.sandbox!);
  process.once('SIGINT', () => void Promise.resolve(sandbox?.stop()).then(() => process.exit(130)));
  const played: Played[] = [];
  try {
    const withheld = new Map();
    const stage = { nations: nationCodes(), kills, backlog, say, border, withheld } satisfies Omit<
      Stage,
      'random'
    >;
    for (const scenario of [...chosen, search]) played.push(await play(scenario, stage));
  } finally {
    say('stopping …');
    await sandbox?.stop();
    await border?.close();
  }
  const faults = faultsOf(seed, startedAt, played);
  writeFileSync(join(directory, 'faults.json'), `${JSON.stringify(faults, null, 2)}\n`);
  console.log('');
  for (const line of tableOf(faults)) console.log(line);
  process.exitCode = faults.passed ? 0 : 1;
}

/** Each scenario draws from a stream of its own: leaving some out does not change the others. */
async function play(scenario: Scenario, stage: Omit<Stage, 'random'>): Promise<Played> {
  const { name, title, needs } = scenario;
  const begun = Date.now();
  stage.say(`${name}: ${title}`);
  const left = needs === 'border' && stage.border === null;
  const outcome = left
    ? { ...NOTHING, skipped: 'it stands in the border line, and this sandbox is not of its own' }
    : await scenario.play({ ...stage, random: new Seeded(seed).named(name) }).catch(ended);
  for (const failure of outcome.failures) stage.say(`WRONG ${failure}`);
  return { name, title, seconds: Math.round((Date.now() - begun) / 1000), ...outcome };
}

/** What nobody foresaw is a failure of its scenario; the others are played all the same. */
function ended(error: unknown): Outcome {
  console.error(error);
  return { ...NOTHING, failures: [`it ended early: ${error instanceof Error ? error.message : 'unknown'}`] };
}

async function start(say: Stage['say']): Promise<StartedSandbox> {
  say(`starting two nations, ${values.instances} of every service …`);
  const script = pathToFileURL(join(repositoryRoot(), 'test/e2e/support/sandbox-process.mjs')).href;
  const { startSandbox } = (await import(script)) as {
    startSandbox: (options: object) => Promise<StartedSandbox>;
  };
  const flags = ['--reset', '--instances', values.instances, '--breakable', String(lineBase)];
  return await startSandbox({ directory, portBase, flags });
}

function elapsed(since: Date): string {
  const seconds = Math.floor((Date.now() - since.getTime()) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(6);
}
