import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type KafkaConfig as ClientConfig } from 'kafkajs';
import type { BoundedDisk } from './bounded-disk.js';
import { GuardedProcess } from './guarded-process.js';
import { type Guardian, sharedGuardian } from './guardian.js';
import { type BorderListener, type KafkaTls, serverProperties } from './kafka-properties.js';
import { freePorts } from './ports.js';
import { kafkaLibs } from './repository.js';

export interface KafkaServerOptions {
  /** Holds configuration, data and, unless `logFile` says otherwise, the log. Formatted when it is not yet. */
  directory: string;
  port?: number;
  controllerPort?: number;
  /** Where partners come in; without it there is no such door. */
  border?: BorderListener;
  /** TLS with client certificates and ACLs, deny by default; without it plain text and no authorizer. */
  tls?: KafkaTls;
  /** Principals (the CN of a certificate) that no ACL binds, beside the broker's own. */
  superUsers?: readonly string[];
  heapMegabytes?: number;
  /** Compiles what runs often as far as the JVM can, as in earnest; without it the broker is up sooner. */
  underLoad?: boolean;
  /** Holds a second log directory, for half of the partitions. */
  boundedDisk?: BoundedDisk;
  /** Lines of server.properties that win over ours. */
  overrides?: Record<string, string>;
  logFile?: string;
  guardian?: Guardian;
}

const READY_SECONDS = 180;
const POLL_MS = 250;
const HEAP_MEGABYTES = 384;

/** A real broker, also its own KRaft controller, from the jars of deploy/kafka. */
export class KafkaServer {
  private process: GuardedProcess | null = null;

  private constructor(
    private readonly options: KafkaServerOptions,
    private readonly guardian: Guardian,
    private readonly port: number,
    private readonly controllerPort: number,
    private readonly classPath: string,
  ) {}

  static async start(options: KafkaServerOptions): Promise<KafkaServer> {
    const server = await KafkaServer.prepare(options);
    await server.launch();
    return server;
  }

  /** Configured and formatted, not running yet. */
  static async prepare(options: KafkaServerOptions): Promise<KafkaServer> {
    const [free, freeController] = await freePorts(2);
    const port = options.port ?? free ?? 0;
    const controllerPort = options.controllerPort ?? freeController ?? 0;
    const guardian = options.guardian ?? (await sharedGuardian());
    const classPath = join(await kafkaLibs(), '*');
    const server = new KafkaServer(options, guardian, port, controllerPort, classPath);
    await server.configure();
    return server;
  }

  get brokers(): string[] {
    return [`127.0.0.1:${this.port}`];
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  async stop(): Promise<void> {
    await this.process?.stop('SIGTERM', 15_000);
  }

  /** kill -9 */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Stops it if need be and starts it on the same ports and data. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Starts the process without waiting for it to be ready. */
  async spawn(): Promise<GuardedProcess> {
    this.process = await this.java(
      ['kafka.Kafka', this.propertiesFile],
      this.options.heapMegabytes ?? HEAP_MEGABYTES,
    );
    return this.process;
  }

  /** Ready means that it answers a metadata request, as a client would ask it. @throws Error when that takes too long */
  async untilReady(worthWaiting: () => boolean = () => true): Promise<void> {
    const deadline = Date.now() + READY_SECONDS * 1000;
    const config = await this.clientConfig();
    while (Date.now() < deadline && worthWaiting()) {
      if (await answersMetadata(config)) return;
      await pause(POLL_MS);
    }
    throw new Error(`Kafka did not become ready: see ${this.logFile}`);
  }

  private get propertiesFile(): string {
    return join(this.options.directory, 'server.properties');
  }

  private get logFile(): string {
    return this.options.logFile ?? join(this.options.directory, 'kafka.log');
  }

  private async configure(): Promise<void> {
    const { directory, tls, boundedDisk } = this.options;
    await mkdir(directory, { recursive: true });
    if (tls) {
      const keystore = `${await readFile(tls.keyFile, 'utf8')}\n${await readFile(tls.certFile, 'utf8')}`;
      await writeFile(join(directory, 'keystore.pem'), keystore, { mode: 0o600 });
    }
    const properties = serverProperties({
      ...this.options,
      ...(boundedDisk && { secondLogDirectory: join(boundedDisk.directory, 'data') }),
      port: this.port,
      controllerPort: this.controllerPort,
    });
    await writeFile(this.propertiesFile, properties, { mode: 0o600 });
    if (!(await exists(join(directory, 'data', 'meta.properties')))) await this.format();
  }

  /** What an interrupted format left is no data yet. */
  private async format(): Promise<void> {
    await rm(join(this.options.directory, 'data'), { recursive: true, force: true });
    const args = ['kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', this.propertiesFile];
    const tool = await this.java(args, 64);
    if ((await tool.exited) !== 0) {
      throw new Error(`Kafka storage could not be formatted: see ${this.logFile}`);
    }
  }

  private async launch(): Promise<void> {
    const process = await this.spawn();
    await this.untilReady(() => process.isRunning);
  }

  private java(args: readonly string[], heapMegabytes: number): Promise<GuardedProcess> {
    const flags = [`-Xmx${heapMegabytes}m`, ...(this.options.underLoad ? [] : QUICK_START), ...JVM_FLAGS];
    const java = { command: 'java', args: [...flags, '-cp', this.classPath, ...args] };
    return GuardedProcess.start({
      ...(this.options.boundedDisk?.within(java.command, java.args) ?? java),
      cwd: this.options.directory,
      env: {
        PATH: process.env['PATH'] ?? '',
        ...(process.env['JAVA_HOME'] ? { JAVA_HOME: process.env['JAVA_HOME'] } : {}),
      },
      logFile: this.logFile,
      guardian: this.guardian,
    });
  }

  private async clientConfig(): Promise<ClientConfig> {
    const { tls } = this.options;
    const quiet = { brokers: this.brokers, logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 0 } };
    if (!tls) return quiet;
    const [ca, cert, key] = await Promise.all(
      [tls.caFile, tls.certFile, tls.keyFile].map((file) => readFile(file, 'utf8')),
    );
    return { ...quiet, ssl: { ca: [ca ?? ''], cert: cert ?? '', key: key ?? '' } };
  }
}

/** A sandbox broker lives among a dozen processes on two cores. Its cryptography is several times slower for it. */
const QUICK_START = ['-XX:TieredStopAtLevel=1'];
const JVM_FLAGS = [
  '-XX:+UseSerialGC',
  '-Xshare:auto',
  '-Djava.net.preferIPv4Stack=true',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
];

async function answersMetadata(config: ClientConfig): Promise<boolean> {
  const admin = new kafkajs.Kafka({ ...config, connectionTimeout: 1000, requestTimeout: 2000 }).admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

/** @see KafkaServer */
export function startKafka(options: KafkaServerOptions): Promise<KafkaServer> {
  return KafkaServer.start(options);
}

/** A UUID as Kafka writes it; one that begins with a dash would be read as an option, so Kafka makes none either. */
function clusterId(): string {
  for (;;) {
    const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
