import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GuardedProcess } from './guarded-process.js';
import type { Guardian } from './guardian.js';

const execute = promisify(execFile);
const ROOM_BYTES = 2 ** 31;
const READY_MS = 5_000;
const POLL_MS = 50;

/** Seen outside: the process that holds the namespaces. Seen within only: the disk is there. */
const [HOLDER, MOUNTED] = ['.holder', '.mounted'];
/** `$$` stays the process: what is executed takes its place. */
const HOLD = `echo $$ > "$1/${HOLDER}" &&
  mount -t tmpfs -o size=${ROOM_BYTES} tmpfs "$1" && touch "$1/${MOUNTED}" && exec sleep infinity`;

/**
 * A disk in memory (tmpfs) that a test fills while a process writes to it. It lies in user and mount namespaces of its own
 * (user_namespaces(7)), so that nobody need be root and nothing of it shows outside; what it holds is lost with the
 * process that holds them.
 */
export class BoundedDisk {
  private constructor(
    readonly directory: string,
    private readonly holder: number,
  ) {}

  /** Null where this machine lets nobody make namespaces. */
  static async make(
    directory: string,
    log: { logFile: string; guardian: Guardian },
  ): Promise<BoundedDisk | null> {
    await mkdir(directory, { recursive: true });
    const holder = await GuardedProcess.start({
      command: 'unshare',
      args: ['--user', '--map-root-user', '--mount', 'sh', '-c', HOLD, 'sh', directory],
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '' },
      ...log,
    });
    for (let waited = 0; waited < READY_MS && holder.isRunning; waited += POLL_MS) {
      if (isMounted(holder.pid, directory)) return new BoundedDisk(directory, holder.pid);
      await pause(POLL_MS);
    }
    await holder.kill();
    return null;
  }

  /** The disk that another process made there; null where there is none. */
  static async at(directory: string): Promise<BoundedDisk | null> {
    const holder = Number(await readFile(join(directory, HOLDER), 'utf8').catch(() => 0));
    return holder > 0 && isMounted(holder, directory) ? new BoundedDisk(directory, holder) : null;
  }

  /** A command that sees the disk. No process stands between. */
  within(command: string, args: readonly string[]): { command: string; args: string[] } {
    const namespaces = ['--target', String(this.holder), '--user', '--mount', '--preserve-credentials'];
    return { command: 'nsenter', args: [...namespaces, '--', command, ...args] };
  }

  /** Leaves room for so many bytes more. */
  async fill(left: number): Promise<void> {
    const { blocks, bfree, bsize } = await statfs(seenBy(this.holder, this.directory));
    await this.#resize((blocks - bfree) * bsize + left);
  }

  /** Gives it all its room again. */
  async enlarge(): Promise<void> {
    await this.#resize(ROOM_BYTES);
  }

  async #resize(bytes: number): Promise<void> {
    const { command, args } = this.within('mount', ['-o', `remount,size=${bytes}`, this.directory]);
    await execute(command, args);
  }
}

const seenBy = (pid: number, path: string): string => join(`/proc/${pid}/root`, path);
const isMounted = (pid: number, directory: string): boolean =>
  existsSync(seenBy(pid, join(directory, MOUNTED)));
