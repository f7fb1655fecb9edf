/**
 * Sees to it that nothing a process started outlives it, also when that process is killed with -9.
 *
 * It holds one end of a pipe (its stdin) whose other end only the guarded parent has. Lines on it name processes:
 * `+ <pid> <signal>` watch, `- <pid>` forget. When the pipe ends, the parent is gone, and all that are still watched
 * are ended: first with their signal, two seconds later with SIGKILL.
 *
 * With a registry file as argument it also remembers them there, so that the next guardian of the same file ends
 * what was left when parent and guardian died together. A process is known by pid *and* start time, never by name.
 * First line out: `ready`, or `held <pid>` when another living parent owns the registry.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const GRACE_MILLISECONDS = 2000;
const registryFile = process.argv[2];
const parent = process.ppid;
const watched = new Map();

/** What tells this process from a later one with the same pid; null when there is none (a zombie counts as none). */
function identity(pid) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return null;
  }
}

const lives = ({ pid, id }) => id !== null && identity(pid) === id;

function signalGroup({ pid }, signal) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // no such group, or gone meanwhile
    }
  }
}

async function end(entries) {
  let left = entries.filter(lives);
  for (const entry of left) signalGroup(entry, entry.signal);
  const deadline = Date.now() + GRACE_MILLISECONDS;
  while (left.length > 0 && Date.now() < deadline) {
    await pause(50);
    left = left.filter(lives);
  }
  for (const entry of left) signalGroup(entry, 'SIGKILL');
}

function readRegistry() {
  try {
    return JSON.parse(readFileSync(registryFile, 'utf8'));
  } catch {
    return { parent: null, watched: [] };
  }
}

function writeRegistry() {
  if (!registryFile) return;
  const temporary = `${registryFile}.${process.pid}`;
  const content = { parent: { pid: parent, id: identity(parent) }, watched: [...watched.values()] };
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, registryFile);
}

async function takeOver() {
  if (!registryFile) return;
  const before = readRegistry();
  const owner = before.parent;
  if (owner && owner.pid !== parent && lives(owner)) {
    process.stdout.write(`held ${owner.pid}\n`);
    process.exit(3);
  }
  // A guardian that was itself killed is replaced by the same parent, which names its processes again.
  if (owner?.pid !== parent) await end(before.watched);
  writeRegistry();
}

function obey(line) {
  const [verb, pidText, signal] = line.split(' ');
  const pid = Number(pidText);
  if (verb === '+') watched.set(pid, { pid, id: identity(pid), signal });
  if (verb === '-') watched.delete(pid);
  writeRegistry();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
await takeOver();
process.stdout.write('ready\n');
process.stdout.on('error', () => {});
for await (const line of createInterface({ input: process.stdin })) obey(line);
await end([...watched.values()]);
if (registryFile) rmSync(registryFile, { force: true });
