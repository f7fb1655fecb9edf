/**
 * From a fresh clone to something that runs: dependencies, build, Kafka distribution, each only when it is not there
 * yet. Two that start at the same time take turns.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = join(root, '.cache', 'prepare.lock');

/** Gives the seconds spent on downloads (npm, Maven), so that a start can be judged without them. */
export async function prepare(report) {
  await takeTurn(report);
  try {
    const { build } = await import('./build.mjs');
    const { fetchKafka } = await import('./kafka/fetch.mjs');
    const installSeconds = install(report);
    build(report);
    const { downloadSeconds } = await fetchKafka(report);
    return installSeconds + downloadSeconds;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The lock names its holder, so that one who was killed does not hold it for ever. */
async function takeTurn(report) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let waiting = false; ; waiting = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : '');
    if (holder && !isAlive(holder)) rmSync(lock, { force: true });
    if (holder && !waiting) report(`waiting for process ${holder}, which is preparing this working copy …`);
    await pause(200);
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function install(report) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const marker = join(root, 'node_modules', '.installed-from');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return 0;

  report('installing dependencies (npm ci) …');
  const started = Date.now();
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm ci failed');
  writeFileSync(marker, hash);
  const seconds = (Date.now() - started) / 1000;
  report(`installed dependencies (download: ${seconds.toFixed(1)} s)`);
  return seconds;
}
