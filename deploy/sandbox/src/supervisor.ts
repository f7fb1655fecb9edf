import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { GuardedProcess } from '@passerelle/testing';
import { kernelStateOf, type Patience, untilSilent } from './liveness.js';

/** A process that is to run until the sandbox stops. */
export interface Unit {
  name: string;
  nation: string;
  role: string;
  /** 1, 2 … where a service runs more than once. */
  instance?: number;
  /** Where its own interface answers. */
  url?: string;
  /** Answers with success for as long as the process does anything at all; left out, only its end is noticed. */
  liveness?: string;
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

/**
 * Keeps units running without limit, as systemd or Kubernetes would, and makes every new pid known. A process that ends is
 * started again, and so is one that stands still without ending.
 */
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

  /** @param say where it tells of a process that it had to end */
  constructor(
    private readonly say: (line: string) => void,
    private readonly patience: Patience,
  ) {
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
      await this.untilOver(unit, process);
      if (this.stopping) return;
      deaths += 1;
      if (!this.isHealthy && deaths >= DEATHS_BEFORE_GIVING_UP) this.fail(await describeFailure(unit));
      const shortLife = performance.now() - since < SHORT_LIFE_MS;
      await pause(shortLife ? RESTART_DELAY_AFTER_SHORT_LIFE_MS : RESTART_DELAY_MS);
    }
  }

  private async untilOver(unit: Unit, process: GuardedProcess): Promise<void> {
    const watching = new AbortController();
    const { signal } = watching;
    if (unit.liveness)
      untilSilent(unit.liveness, signal, this.patience)
        .then(() => this.endSilent(unit, process))
        .catch(() => {}); // the watch ends with the process
    await process.exited;
    watching.abort();
  }

  private async endSilent(unit: Unit, process: GuardedProcess): Promise<void> {
    if (this.stopping) return;
    const state = await kernelStateOf(process.pid);
    this.say(`${nameOf(unit)} (${process.pid}) does not answer any more and is started again: ${state}`);
    await process.kill();
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

async function describeFailure(unit: Unit): Promise<Error> {
  const lines = (await readFile(unit.log, 'utf8').catch(() => '')).trimEnd().split('\n');
  const tail = lines.slice(-LOG_TAIL_LINES).join('\n');
  return new Error(`${nameOf(unit)} does not stay up. The end of ${unit.log}:\n${tail}`);
}

const nameOf = ({ nation, name, role }: Unit) => [nation, name, role].join(' ').trim();
