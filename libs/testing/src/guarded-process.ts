import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Guardian } from './guardian.js';

export interface GuardedProcessOptions {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  /** Receives stdout and stderr, appended. */
  logFile: string;
  guardian: Guardian;
  /** What ends it when its parent is gone; default SIGKILL. */
  orphanSignal?: NodeJS.Signals;
  uid?: number;
  gid?: number;
}

/** One child in a process group of its own: a Ctrl-C at the terminal reaches the parent only, which ends it in order. */
export class GuardedProcess {
  readonly pid: number;
  /** The exit code, null when a signal ended it. */
  readonly exited: Promise<number | null>;
  private running = true;

  private constructor(
    private readonly child: ChildProcess,
    guardian: Guardian,
  ) {
    this.pid = child.pid ?? 0;
    this.exited = once(child, 'exit').then(([code]) => {
      this.running = false;
      guardian.forget(this.pid);
      return code as number | null;
    });
  }

  /** @throws Error when the command cannot be run */
  static async start(options: GuardedProcessOptions): Promise<GuardedProcess> {
    const { command, args, cwd, env, logFile, uid, gid } = options;
    const log = openSync(logFile, 'a', 0o600);
    const identity = uid === undefined || gid === undefined ? {} : { uid, gid };
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', log, log],
      ...identity,
    });
    closeSync(log);
    if (child.pid !== undefined) options.guardian.watch(child.pid, options.orphanSignal ?? 'SIGKILL');
    await once(child, 'spawn');
    return new GuardedProcess(child, options.guardian);
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Asks it to end; after `patience` milliseconds it is killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', patience = 10_000): Promise<void> {
    if (this.running) this.child.kill(signal);
    const patienceEnds = new AbortController();
    const late = pause(patience, 'late' as const, { signal: patienceEnds.signal }).catch(
      () => 'ended' as const,
    );
    if ((await Promise.race([this.exited, late])) === 'late') this.child.kill('SIGKILL');
    patienceEnds.abort();
    await this.exited;
  }

  /** kill -9 */
  async kill(): Promise<void> {
    if (this.running) this.child.kill('SIGKILL');
    await this.exited;
  }
}
