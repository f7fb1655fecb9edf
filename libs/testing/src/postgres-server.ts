import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GuardedProcess } from './guarded-process.js';
import { type Guardian, sharedGuardian } from './guardian.js';
import { freePorts } from './ports.js';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import { invocationAs, serverUser, type ServerUser } from './postgres-user.js';
import { runSql } from './sql.js';

export interface PostgresServerOptions {
  /** The data directory; initialised when it is not yet. */
  directory: string;
  port?: number;
  /** Of the super user `postgres`; needed to open an existing directory again. Default: random. */
  password?: string;
  /** Settings as for `-c`, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  logFile?: string;
  guardian?: Guardian;
}

const READY_SECONDS = 180;

/** A real PostgreSQL server on loopback, without a Unix socket, sign-in by SCRAM. */
export class PostgresServer {
  private process: GuardedProcess | null = null;

  private constructor(
    private readonly options: PostgresServerOptions & { port: number; password: string },
    private readonly guardian: Guardian,
    private readonly binaries: PostgresBinaries,
    private readonly user: ServerUser | null,
  ) {}

  static async start(options: PostgresServerOptions): Promise<PostgresServer> {
    const server = await PostgresServer.prepare(options);
    await server.launch();
    return server;
  }

  /** Initialised, not running yet. */
  static async prepare(options: PostgresServerOptions): Promise<PostgresServer> {
    const [free] = await freePorts(1);
    const filled = {
      ...options,
      port: options.port ?? free ?? 0,
      password: options.password ?? randomBytes(18).toString('base64url'),
    };
    const guardian = options.guardian ?? (await sharedGuardian());
    const server = new PostgresServer(filled, guardian, await postgresBinaries(), serverUser());
    await server.initialise();
    return server;
  }

  /** Of the super user, database `postgres`. */
  get url(): string {
    return `postgres://postgres:${this.options.password}@127.0.0.1:${this.options.port}/postgres`;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** The fast shutdown: open transactions are rolled back, everything committed is written. */
  async stop(): Promise<void> {
    await this.process?.stop('SIGINT', 15_000);
  }

  /** kill -9 of the postmaster; its children notice and leave. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Stops it if need be and starts it on the same port and data. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Starts the process without waiting for it to be ready. */
  async spawn(): Promise<GuardedProcess> {
    const { directory, port, settings } = this.options;
    await this.clearStaleLock();
    const flags = Object.entries({ ...ON_LOOPBACK, ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const args = ['-D', directory, '-p', String(port), ...flags];
    this.process = await this.run(this.binaries.postgres, args, directory);
    return this.process;
  }

  /** Ready means that it answers a query. @throws Error when that takes too long */
  async untilReady(worthWaiting: () => boolean = () => true): Promise<void> {
    const deadline = Date.now() + READY_SECONDS * 1000;
    while (Date.now() < deadline && worthWaiting()) {
      if (await answersQuery(this.url)) return;
      await pause(50);
    }
    throw new Error(`PostgreSQL did not become ready: see ${this.logFile}`);
  }

  private get logFile(): string {
    return this.options.logFile ?? `${this.options.directory}.log`;
  }

  /** In a folder beside, renamed when done: what an interrupted initdb left is no database. */
  private async initialise(): Promise<void> {
    const { directory, password } = this.options;
    if (await exists(join(directory, 'PG_VERSION'))) return;
    const draft = `${directory}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const passwordFile = `${directory}.password`;
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (this.user) {
      for (const path of [draft, passwordFile]) await chown(path, this.user.uid, this.user.gid);
    }
    const args = [
      `--pgdata=${draft}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
    ];
    const initdb = await this.run(this.binaries.initdb, [...args, '--encoding=UTF8', '--locale=C'], draft);
    const code = await initdb.exited;
    await rm(passwordFile);
    if (code !== 0) throw new Error(`the database could not be initialised: see ${this.logFile}`);
    await rename(draft, directory);
  }

  private async launch(): Promise<void> {
    const process = await this.spawn();
    await this.untilReady(() => process.isRunning);
  }

  /** After kill -9 its lock file stays, and the pid in it may by now be somebody else's. */
  private async clearStaleLock(): Promise<void> {
    const { directory } = this.options;
    const lock = join(directory, 'postmaster.pid');
    const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
    if (!pid || process.platform !== 'linux') return;
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (workingDirectory !== (await realpath(directory))) await rm(lock, { force: true });
  }

  private async run(command: string, args: readonly string[], directory: string): Promise<GuardedProcess> {
    return await GuardedProcess.start({
      ...(await invocationAs(this.user, { command, args, dataDirectory: directory })),
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      logFile: this.logFile,
      guardian: this.guardian,
      orphanSignal: 'SIGQUIT',
    });
  }
}

const ON_LOOPBACK = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

async function answersQuery(url: string): Promise<boolean> {
  return await runSql(url, 'select 1').then(
    () => true,
    () => false,
  );
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

/** @see PostgresServer */
export function startPostgres(options: PostgresServerOptions): Promise<PostgresServer> {
  return PostgresServer.start(options);
}
