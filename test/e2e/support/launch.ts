import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './sandbox.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Nothing is asserted about durations; this ends what hangs on a loaded machine. */
const START_LIMIT_MS = 400_000;

/** A launcher that a test may treat badly. */
export interface Launched {
  pid: number;
  /** What it printed so far. */
  said(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, null where a signal ended it. */
  exited: Promise<number | null>;
  /** @throws Error with what it said when it ends before all is healthy */
  healthy(): Promise<void>;
}

/** `node deploy/sandbox/start.mjs` with these flags. */
export function launch(directory: string, flags: string[], env: NodeJS.ProcessEnv = process.env): Launched {
  const args = ['deploy/sandbox/start.mjs', '--empty', '--dir', directory, ...flags];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const isHealthy = () => existsSync(join(directory, 'sandbox.json'));
  return {
    pid: child.pid!,
    said: () => said,
    kill: (signal) => void child.kill(signal),
    exited,
    healthy: async () => {
      const ended = exited.then(() => Promise.reject(new Error(`it ended:\n${said}`)));
      await Promise.race([eventually(async () => isHealthy(), 'a healthy sandbox', START_LIMIT_MS), ended]);
    },
  };
}

/** Living processes that were started for this folder: it stands in their arguments, environment or working folder. */
export function processesOf(directory: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((part) => readProcess(pid, part).includes(directory)))
    .map(Number);
}

export const environmentOf = (pid: number): string[] => readProcess(String(pid), 'environ').split('\0');

/** The guardian of a launcher: the process that ends the others when the launcher is gone. */
export const guardianOf = (directory: string): number =>
  processesOf(directory).find((pid) => readProcess(String(pid), 'cmdline').includes('guardian.mjs'))!;

/** Empty where it is gone, a zombie, or another user's. */
function readProcess(pid: string, part: string): string {
  try {
    return readFileSync(`/proc/${pid}/${part}`, 'utf8');
  } catch {
    return '';
  }
}
