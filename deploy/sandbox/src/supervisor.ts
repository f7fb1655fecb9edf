import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { GuardedProcess } from '@passerelle/testing';

/** A process that is to run until the sandbox stops. */
export interface Unit {
  name: string;
  nation: string;
  role: string;
  /** 1, 2 … where a service runs more than once. */
  instance?: number;
  /** Where its own interface answers. */
  url?: string;
  log: string;
  /** Lower layers are needed by higher ones: they are stopped later. */
  layer: 'server' | 'sign-in' | 'service';
  spawn(): Promise<GuardedProcess>;
  /** Rejects when it does not come to serve. */
  untilReady(): Promise<void>;
  /** How it is asked to end; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
}

const STOP_ORDER: readonly Unit['layer'][] = ['service', 'sign-in', 'server'];
const STOP_PATIENCE_MS = 15_000;

/** A dead process comes back within the promised second; one that dies at once gets a little more air. */
const RESTART_DELAY_MS = 200;
const RESTART_DELAY_AFTER_SHORT_LIFE_MS = 500;
const SHORT_LIFE_MS = 3000;

/** Before the sandbox was healthy, a process that cannot stay up is a failed start. */
const DEATHS_BEFORE_GIVING_UP = 5;
const LOG_TAIL_LINES = 15;

/** Keeps units running without limit, as systemd or Kubernetes would, and makes every new pid known. */
export class Supervisor {
  /** Rejects when a unit does not stay up during the start. */
  readonly failed: Promise<never>;
  private fail: (error: Error) => void = () => {};
  private readonly running = new Map<Unit, GuardedProcess>();
  private readonly watches: Promise<void>[] = [];
  private readonly order: Unit[] = [];
  private announce: (() => Promise<void>) | null = null;
  private announced: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor() {
    this.failed = new Promise((_, reject) => (this.fail = reject));
    this.failed.catch(() => {});
  }

  /** In the order in which they were first started. */
  get units(): readonly Unit[] {
    return this.order;
  }

  get isHealthy(): boolean {
    return this.announce !== null;
  }

  pidOf(unit: Unit): number {
    return this.running.get(unit)?.pid ?? 0;
  }

  /** All is healthy: announces it, and again whenever a process has been replaced. */
  async publish(announce: () => Promise<void>): Promise<void> {
    this.announce = announce;
    await this.announceAgain();
  }

  async start(unit: Unit): Promise<void> {
    if (this.stopping) return;
    this.order.push(unit);
    const process = await this.spawn(unit);
    if (process) this.watches.push(this.keep(unit, process));
  }

  /** Ends everything, services first, the servers they need last. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.announced;
    for (const layer of STOP_ORDER) {
      const units = this.order.filter((unit) => unit.layer === layer);
      await Promise.all(
        units.map(async (unit) => {
          await this.running.get(unit)?.stop(unit.stopSignal, STOP_PATIENCE_MS);
        }),
      );
    }
    await Promise.all(this.watches);
  }

  private async keep(unit: Unit, first: GuardedProcess): Promise<void> {
    let deaths = 0;
    for (let process: GuardedProcess | null = first; process !== null; process = await this.spawn(unit)) {
      const since = performance.now();
      await process.exited;
      if (this.stopping) return;
      deaths += 1;
      if (!this.isHealthy && deaths >= DEATHS_BEFORE_GIVING_UP) this.fail(await describeFailure(unit));
      const shortLife = performance.now() - since < SHORT_LIFE_MS;
      await pause(shortLife ? RESTART_DELAY_AFTER_SHORT_LIFE_MS : RESTART_DELAY_MS);
    }
  }

  private async spawn(unit: Unit): Promise<GuardedProcess | null> {
    if (this.stopping) return null;
    const process = await unit.spawn();
    this.running.set(unit, process);
    if (this.stopping) {
      await process.kill();
      return null;
    }
    void this.announceAgain();
    return process;
  }

  private announceAgain(): Promise<void> {
    const { announce } = this;
    if (announce && !this.stopping) this.announced = this.announced.then(announce);
    return this.announced;
  }
}

async function describeFailure({ name, nation, role, log }: Unit): Promise<Error> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n');
  const tail = lines.slice(-LOG_TAIL_LINES).join('\n');
  return new Error(`${[nation, name, role].join(' ').trim()} does not stay up. The end of ${log}:\n${tail}`);
}
