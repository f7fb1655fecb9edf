import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_LIMIT_MS = 300_000;
const STOP_LIMIT_MS = 60_000;
/** Above the sandbox's default and below the ephemeral range, so that neither takes the other's ports. */
const PORT_BASES = Array.from({ length: 40 }, (_, n) => 21_000 + n * 200);

/**
 * Starts `npm start` as a user would and waits until it says that all is healthy.
 *
 * @param {{directory?: string, story?: boolean, flags?: string[], portBase?: number}} options
 */
export async function startSandbox({ directory, story = false, flags = [], portBase } = {}) {
  const temporary = directory === undefined;
  const dir = directory ?? mkdtempSync(join(tmpdir(), 'passerelle-e2e-'));
  const base = portBase ?? (await freePortBase());
  const output = join(dir, '..', `${dir.split('/').at(-1)}.out`);
  const log = openSync(output, 'a');
  const file = join(dir, 'sandbox.json');
  // A file that a killed launcher left says nothing about this one.
  const stale = changedAt(file);
  const isHealthy = () => ![0, stale].includes(changedAt(file));
  const args = ['--dir', dir, '--port-base', String(base), ...(story ? [] : ['--empty']), ...flags];
  const child = spawn(process.execPath, ['deploy/sandbox/start.mjs', ...args], {
    cwd: ROOT,
    stdio: ['ignore', log, log],
  });
  const stop = async () => {
    child.kill('SIGINT');
    if (child.exitCode === null && child.signalCode === null) {
      await Promise.race([once(child, 'exit'), sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    }
    if (temporary) rmSync(dir, { recursive: true, force: true });
    if (temporary) rmSync(output, { force: true });
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (!isHealthy()) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const said = readFileSync(output, 'utf8');
      await stop();
      throw new Error(`the sandbox did not start:\n${said}`);
    }
    await sleep(250);
  }
  return { file, dir, portBase: base, child, output, stop };
}

/** 0 where it is not there. */
const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

async function freePortBase() {
  for (const base of PORT_BASES.sort(() => Math.random() - 0.5)) {
    if (await isFree(base)) return base;
  }
  throw new Error('no free range of ports');
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
