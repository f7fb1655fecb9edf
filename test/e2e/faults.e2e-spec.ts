import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Account, WRONGS } from '../faults/accounting/account.js';
import { databaseFacts } from '../faults/direction.js';
import { Seeded } from '../faults/seeded.js';
import { Exchange } from '../faults/stage.js';
import { eventually, nationCodes, type ProcessEntry, sandbox } from './support/sandbox.js';
import { query } from './support/surfaces.js';

/** The short form of `npm run faults`: every process of both nations is killed once while alerts cross both ways. */

const codes = nationCodes();
const [first, second] = codes;

const SERVICES: [name: string, role?: string][] = [
  ['national-node'],
  ['bridge', 'enforce'],
  ['bridge', 'carry'],
  ['duty-desk'],
  ['auditor', 'inspect'],
  ['auditor', 'keep'],
  ['openid'],
];
const PACE_MS = 1_000;
const SEED = 1;

const find = (nation: string, name: string, role?: string): ProcessEntry =>
  sandbox().processes.find(
    (each) => each.nation === nation && each.name === name && (!role || each.role === role),
  )!;

/** kill -9, and until the launcher names its successor. */
async function kill(nation: string, name: string, role?: string): Promise<void> {
  const { pid } = find(nation, name, role);
  process.kill(pid, 'SIGKILL');
  await eventually(async () => find(nation, name, role).pid !== pid, `${nation} ${name} again`);
}

/** The link is cut: carry stands still, as behind a dead line, and goes on where it was. */
async function cutLink(nation: string, milliseconds: number): Promise<void> {
  const { pid } = find(nation, 'bridge', 'carry');
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(milliseconds);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** In the middle of the stream, so that there is always something under way. */
async function everythingDies(): Promise<void> {
  const serversDie = [
    () => kill(first, 'kafka'),
    () => kill(second, 'postgres'),
    () => cutLink(first, 4 * PACE_MS),
    () => kill(second, 'kafka'),
    () => kill(first, 'postgres'),
  ];
  for (const [at, [name, role]] of SERVICES.entries()) {
    for (const nation of codes) await kill(nation, name, role);
    await serversDie[at]?.();
    await sleep(PACE_MS);
  }
}

let accounts: Account[];
let ids: Map<string, string[]>;
beforeAll(async () => {
  const exchange = await Exchange.begin({
    nations: codes,
    random: new Seeded(SEED),
    kills: 0,
    backlog: 0,
    say: () => undefined,
    border: null,
    withheld: new Map(),
  });
  exchange.flow(PACE_MS);
  await everythingDies();
  accounts = await exchange.end(databaseFacts);
  ids = new Map(exchange.traffic.map(({ from, sent }) => [from, sent.alerts.map(({ alertId }) => alertId)]));
});

afterAll(async () => {
  const { processes } = sandbox();
  for (const { pid } of processes) process.kill(pid, 'SIGCONT');
});

describe.each([
  [first, second],
  [second, first],
])('what %s sent to %s while every process died', (from, to) => {
  const accountOf = () => accounts.find((account) => account.from === from)!;

  it('is at the partner, stored, notified and receipted', () => {
    const { sent, released, stored, receipted } = accountOf();
    expect(sent).toBeGreaterThan(0);
    expect(released).toBeGreaterThanOrEqual(sent);
    expect([stored, receipted]).toEqual([released, released]);
  });

  it.each(WRONGS)('has nothing that was or went %s', (wrong) => {
    expect(accountOf().findings.filter((finding) => finding.wrong === wrong)).toEqual([]);
  });

  it('is told alike by both histories', async () => {
    const history = (nation: string, ...kinds: string[]) =>
      query<{ told: string }>(
        sandbox().nations[nation]!,
        'passerelle',
        `select distinct concat(jti, ' ', version, ' ', digest) as told from auditor.history_event
         where kind = any($1) and jti = any($2) order by 1`,
        [kinds, ids.get(from)],
      ).then((rows) => rows.map(({ told }) => told));
    const sent = () => history(from, 'released');
    const arrived = () => history(to, 'received', 'superseded');
    const agree = async () => JSON.stringify(await sent()) === JSON.stringify(await arrived());
    await eventually(agree, 'histories that agree').catch(() => {});
    expect(await arrived()).toEqual(await sent());
    expect((await sent()).length).toBeGreaterThanOrEqual(accountOf().sent);
  });
});
