import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GuardedProcess } from './guarded-process.js';
import { Guardian, RegistryHeldError } from './guardian.js';
import { repositoryRoot } from './repository.js';

const guardianScript = join(repositoryRoot(), 'libs', 'testing', 'guardian.mjs');

/** A parent in plain JavaScript: guards one sleeper that ignores SIGTERM, says both pids, then waits to be killed. */
const PARENT = `
  import { spawn } from 'node:child_process';
  const [script, registry] = process.argv.slice(2);
  const guardian = spawn(process.execPath, [script, registry], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  guardian.stdout.once('data', () => {
    const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, ['-e', stubborn], { detached: true, stdio: 'ignore' });
    guardian.stdin.write('+ ' + child.pid + ' SIGTERM\\n', () => console.log(guardian.pid + ' ' + child.pid));
  });
`;

describe('a guardian', () => {
  let directory: string;
  let registry: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'passerelle-guardian-'));
    registry = join(directory, 'run.json');
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  async function startParent() {
    const script = join(directory, 'parent.mjs');
    await writeFile(script, PARENT);
    const parent = spawn(process.execPath, [script, guardianScript, registry], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const [guardian, child] = line.split(' ').map(Number) as [number, number];
    return { guardian, child, kill: () => killed(parent) };
  }

  it('ends what its parent started when the parent is killed with -9, and then itself', async () => {
    const { guardian, child, kill } = await startParent();
    expect(isAlive(child)).toBe(true);
    await kill();
    await gone(child);
    await gone(guardian);
  });

  it('ends at the next start what was left because guardian and parent died together', async () => {
    const { guardian, child, kill } = await startParent();
    await remembered(registry, child);
    process.kill(guardian, 'SIGKILL');
    await gone(guardian);
    await kill();
    expect(isAlive(child)).toBe(true);

    const next = await Guardian.start(registry);
    await gone(child);
    await next.release();
  });

  it('does not touch what another living parent guards', async () => {
    const { guardian, child, kill } = await startParent();
    await expect(Guardian.start(registry)).rejects.toThrow(RegistryHeldError);
    expect(isAlive(child)).toBe(true);
    await kill();
    await gone(guardian);
  });

  it('is replaced when it is killed itself, and still ends everything', async () => {
    const guardian = await Guardian.start(registry);
    const child = await GuardedProcess.start({
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)'],
      cwd: directory,
      env: {},
      logFile: join(directory, 'log'),
      guardian,
    });
    const before = guardian.pid;
    process.kill(before, 'SIGKILL');
    while (guardian.pid === before) await pause(20);
    await guardian.release();
    await gone(child.pid);
  });
});

async function killed(child: ReturnType<typeof spawn>): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A zombie is gone: when its new parent gets round to reaping an orphan is not ours to say. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The guardian hears of a process through a pipe: until it has written it down, only its parent knows it. */
async function remembered(registry: string, pid: number): Promise<void> {
  for (;;) {
    const text = await readFile(registry, 'utf8').catch(() => '');
    if (text.includes(`"pid":${pid},`)) return;
    await pause(20);
  }
}

async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error('still alive');
    await pause(20);
  }
}
