import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessEntry } from '../e2e/support/sandbox.js';
import { freeze, instancesOf, signal, wake } from './frozen.js';
import type { Seeded } from './seeded.js';

/** How often each kind of process is struck. A broker or database takes everything of its nation with it. */
const SERVICES: readonly (readonly [weight: number, name: string, role?: string])[] = [
  [20, 'national-node'],
  [16, 'bridge', 'enforce'],
  [16, 'bridge', 'carry'],
  [10, 'duty-desk'],
  [4, 'auditor', 'inspect'],
  [3, 'auditor', 'keep'],
  [4, 'openid'],
  [4, 'kafka'],
  [4, 'postgres'],
];
/** Of ten blows, how many freeze a process for longer than its session instead of killing it. */
const FROZEN = 0.08;
const FROZEN_MS = [1_000, 9_000] as const;

export interface Blows {
  kills: number;
  freezes: number;
  byTarget: Record<string, number>;
}

/** Strikes processes of the sandbox at random instants; the launcher starts them again. */
export class Killer {
  readonly blows: Blows = { kills: 0, freezes: 0, byTarget: {} };
  readonly #frozen = new Set<Promise<void>>();

  constructor(
    private readonly random: Seeded,
    private readonly nations: readonly string[],
  ) {}

  /** One blow every `every` milliseconds on average, often two at once, until so many were killed. */
  async strike(count: number, every: number): Promise<void> {
    while (this.blows.kills < count) {
      await sleep(this.random.next() * 2 * every);
      this.#blow();
      if (this.random.chance(0.25)) this.#blow();
    }
    await Promise.all(this.#frozen);
  }

  #blow(): void {
    const { random } = this;
    const nation = this.nations[random.between(0, this.nations.length - 1)]!;
    const [, name, role] = random.weighted(SERVICES.map((service) => [service[0], service] as const));
    const isFrozen = random.chance(FROZEN);
    const length = random.between(...FROZEN_MS);
    const instance = random.next();
    const found = instancesOf({ nation, name, ...(role !== undefined && { role }) });
    const process = found[Math.floor(instance * found.length)];
    if (!process) return;
    const target = role ?? name;
    if (isFrozen) this.#freeze(process, length, target);
    else if (signal(process.pid, 'SIGKILL')) this.#note('kills', target);
  }

  #freeze({ pid }: ProcessEntry, milliseconds: number, target: string): void {
    if (!freeze(pid)) return;
    this.#note('freezes', target);
    const thawed = sleep(milliseconds).then(() => wake(pid));
    this.#frozen.add(thawed);
    void thawed.finally(() => this.#frozen.delete(thawed));
  }

  #note(kind: 'kills' | 'freezes', target: string): void {
    this.blows[kind] += 1;
    this.blows.byTarget[target] = (this.blows.byTarget[target] ?? 0) + 1;
  }
}
