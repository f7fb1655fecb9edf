import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryRoot } from './repository.js';

/** Another living process owns the registry: what it guards is in use. */
export class RegistryHeldError extends Error {
  constructor(readonly pid: number) {
    super(`already in use by process ${pid}`);
  }
}

/**
 * Ends every watched process when this one dies, however it dies (see guardian.mjs). A guardian that dies itself is
 * replaced at once. Without a registry file nothing is remembered across runs.
 */
export class Guardian {
  private child: ChildProcess | null = null;
  private released = false;
  private readonly watched = new Map<number, NodeJS.Signals>();

  private constructor(private readonly registryFile?: string) {}

  /** Clears what an earlier run left in the registry. @throws RegistryHeldError */
  static async start(registryFile?: string): Promise<Guardian> {
    const guardian = new Guardian(registryFile);
    await guardian.open();
    return guardian;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  watch(pid: number, signal: NodeJS.Signals): void {
    this.watched.set(pid, signal);
    this.tell(`+ ${pid} ${signal}`);
  }

  forget(pid: number): void {
    this.watched.delete(pid);
    this.tell(`- ${pid}`);
  }

  /** Ends what is still watched, then the guardian. */
  async release(): Promise<void> {
    this.released = true;
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.stdin?.end();
    await once(child, 'exit');
  }

  private tell(line: string): void {
    this.child?.stdin?.write(`${line}\n`);
  }

  private async open(): Promise<void> {
    const script = join(repositoryRoot(), 'libs', 'testing', 'guardian.mjs');
    const child = spawn(process.execPath, [script, ...(this.registryFile ? [this.registryFile] : [])], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      env: {},
    });
    child.stdin.on('error', () => {});
    const [answer] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    if (answer.startsWith('held ')) throw new RegistryHeldError(Number(answer.slice(5)));
    this.child = child;
    for (const [pid, signal] of this.watched) this.tell(`+ ${pid} ${signal}`);
    child.once('exit', () => {
      if (!this.released) void this.open();
    });
    unreference(child);
  }
}

/** The guardian must not keep its parent alive. */
function unreference(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as { unref?: () => void } | null)?.unref?.();
}

let shared: Promise<Guardian> | undefined;

/** The one guardian of this process for servers that nobody resumes. */
export function sharedGuardian(): Promise<Guardian> {
  shared ??= Guardian.start();
  return shared;
}
