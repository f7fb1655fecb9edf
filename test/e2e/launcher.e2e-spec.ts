import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { alertOf } from './support/alerts.js';
import { environmentOf, guardianOf, launch, type Launched, processesOf } from './support/launch.js';
import { eventually, Machine, nationCodes, sandbox } from './support/sandbox.js';
import { query } from './support/surfaces.js';

jest.setTimeout(900_000);

const shared = process.env['PASSERELLE_E2E_SANDBOX']!;
const directory = mkdtempSync(join(tmpdir(), 'psr-launcher-'));
const file = join(directory, 'sandbox.json');
/** Above the ranges that the harness picks from. */
const portBase = 29_100 + (process.pid % 40) * 60;
const flags = ['--port-base', String(portBase)];
const launched: Launched[] = [];
const start = (...given: Parameters<typeof launch>): Launched => {
  const launcher = launch(...given);
  launched.push(launcher);
  return launcher;
};

const measured: Record<string, string> = {};
async function timed<T>(what: string, work: Promise<T>): Promise<T> {
  const since = performance.now();
  const result = await work;
  measured[what] = `${((performance.now() - since) / 1000).toFixed(1)} s`;
  return result;
}

const nothingLeft = () => eventually(async () => processesOf(directory).length === 0, 'no process left');

afterAll(async () => {
  process.env['PASSERELLE_E2E_SANDBOX'] = shared;
  for (const launcher of launched) launcher.kill('SIGINT');
  await Promise.all(launched.map(({ exited }) => exited));
  await nothingLeft();
  rmSync(directory, { recursive: true, force: true });
  process.stdout.write(`launcher: ${JSON.stringify(measured)}\n`);
});

describe('a start that cannot succeed', () => {
  it('names every missing prerequisite with the command that installs it, and touches nothing', async () => {
    const elsewhere = join(directory, 'never');
    const launcher = start(elsewhere, flags, { PATH: '/nonexistent' });
    expect(await launcher.exited).toBe(1);
    expect(launcher.said()).toMatch(/Java 17 or later is missing: .*install/);
    expect(launcher.said()).toMatch(/Maven 3 or later is missing: .*install/);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it.each([
    ['broker', 0],
    ['database', 2],
  ])('says in one line that the port of a %s is taken', async (_, offset) => {
    const occupant = createServer().listen(portBase + offset, '127.0.0.1');
    await once(occupant, 'listening');
    const elsewhere = join(directory, 'occupied');
    const launcher = start(elsewhere, flags);
    expect(await launcher.exited).toBe(1);
    occupant.close();
    const complaint = `in use by another program: port ${portBase + offset}. Choose others with --port-base N`;
    expect(launcher.said().trim().split('\n').at(-1)).toBe(complaint);
    expect(launcher.said()).not.toMatch(/^\s+at /m);
    expect(processesOf(elsewhere)).toEqual([]);
  });
});

describe('a sandbox beside another', () => {
  const [here, there] = nationCodes();
  const system = new Machine(here, 'system');
  let alertId = '';

  it('starts, and says how to reach it in a file that only its user reads', async () => {
    const others = sandbox(shared).processes.map(({ pid }) => pid);
    const launcher = start(directory, flags);
    await timed('first start', launcher.healthy());
    process.env['PASSERELLE_E2E_SANDBOX'] = file;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(sandbox().launcher).toBe(launcher.pid);
    expect(sandbox(shared).processes.map(({ pid }) => pid)).toEqual(others);
    for (const { pid } of sandbox().processes) expect(() => process.kill(pid, 0)).not.toThrow();
  });

  it('lets no second launcher into its folder', async () => {
    const second = start(directory, flags);
    expect(await second.exited).toBe(1);
    expect(second.said()).toContain(`a sandbox is running in ${directory} already`);
    expect(existsSync(file)).toBe(true);
  });

  it('restarts a service that was killed, and its file names the new process', async () => {
    const pidOf = () => sandbox().processes.find(({ name }) => name === 'duty-desk')!.pid;
    const before = pidOf();
    process.kill(before, 'SIGKILL');
    await eventually(async () => pidOf() !== before, 'another pid');
    expect(environmentOf(pidOf()).join()).toContain('NATION=');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves no process behind when its launcher is killed', async () => {
    alertId = (await system.issue(alertOf('STOLEN-VEHICLE'))).body.alertId;
    await eventually(async () => (await copies(there, alertId)) === 1, 'the copy');
    launched.at(-2)!.kill('SIGKILL');
    await timed('nothing left after kill -9', nothingLeft());
  });

  it('resumes: what was stored is there once, and the links go on from their positions', async () => {
    const launcher = start(directory, flags);
    const atOnce = eventually(async () => !existsSync(file), 'the old file removed');
    await atOnce;
    await timed('restart', launcher.healthy());
    for (const { name, pid } of sandbox().processes) {
      if (!['national-node', 'bridge', 'duty-desk'].includes(name)) continue;
      expect(environmentOf(pid)).toContain('LINK_FIRST_RUN=false');
    }
    expect((await new Machine(here, 'system').call('api', 'GET', `/v1/alerts/${alertId}`)).status).toBe(200);
    const later = (await new Machine(here, 'system').issue(alertOf('STOLEN-VEHICLE'))).body.alertId;
    await eventually(async () => (await copies(there, later)) === 1, 'a later copy');
    expect(await copies(there, alertId)).toBe(1);
    const [told] = await query<{ count: number }>(
      sandbox().nations[there]!,
      'passerelle',
      `select count(*)::int from duty_desk.desk_event join duty_desk.notification using (notification_id)
       where origin_alert_id = $1 and kind = 'new'`,
      [alertId],
    );
    expect(told!.count).toBe(1);
  });

  it('ends all in order at Ctrl-C', async () => {
    launched.at(-1)!.kill('SIGINT');
    expect(await timed('Ctrl-C', launched.at(-1)!.exited)).toBe(0);
    expect(existsSync(file)).toBe(false);
    await nothingLeft();
  });

  it('clears what was left when launcher and guardian died together, and obeys Ctrl-C while starting', async () => {
    const crashed = start(directory, flags);
    const watched = () => registry().filter(({ pid }) => lives(pid));
    // All servers and sign-in providers: nothing more is started until these are ready.
    await eventually(async () => watched().length >= 6, 'the servers');
    const guardian = guardianOf(directory);
    process.kill(guardian, 'SIGSTOP');
    crashed.kill('SIGKILL');
    process.kill(guardian, 'SIGKILL');
    await crashed.exited;
    const remains = watched().map(({ pid }) => pid);
    expect(remains.length).toBeGreaterThan(0);
    const next = start(directory, flags);
    await eventually(async () => remains.every((pid) => !lives(pid)), 'the remains ended');
    next.kill('SIGINT');
    await next.exited;
    await nothingLeft();
  });

  function registry(): { pid: number }[] {
    const run = join(directory, 'run.json');
    return existsSync(run)
      ? (JSON.parse(readFileSync(run, 'utf8')) as { watched: { pid: number }[] }).watched
      : [];
  }
});

/** Signal 0 reaches a zombie too: what counts is whether it still has a command. */
const lives = (pid: number): boolean => environmentOf(pid).join('') !== '';

async function copies(nation: string, alertId: string): Promise<number> {
  const rows = await query(
    sandbox().nations[nation]!,
    'passerelle',
    'select 1 from national_node.alert where origin_jti = $1',
    [alertId],
  );
  return rows.length;
}
