import { setTimeout as sleep } from 'node:timers/promises';
import { type ForeignAlert, Machine } from '../e2e/support/sandbox.js';
import type { DirectionFacts } from './accounting/facts.js';

type Seen = DirectionFacts['seen'];

/** Keeps asking a nation for its foreign alerts, as a national system does, and notes every change it sees. */
export class Observer {
  readonly seen: Seen = [];
  readonly #last = new Map<string, string>();
  readonly #machine: Machine;

  constructor(
    readonly nation: string,
    private readonly origin: string,
    private readonly since: Date,
  ) {
    this.#machine = new Machine(nation, 'system');
  }

  async watch(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look().catch(() => undefined); // a service that is away shows nothing
      await sleep(everyMs);
    }
    await this.look().catch(() => undefined);
  }

  async look(): Promise<void> {
    const path = `/v1/alerts?origin=${this.origin}&since=${encodeURIComponent(this.since.toISOString())}`;
    for (const { originAlertId: jti, version, state } of await this.#machine.all<ForeignAlert>('api', path)) {
      const now = `${version} ${state}`;
      if (this.#last.get(jti) === now) continue;
      this.#last.set(jti, now);
      this.seen.push({ jti, version, state });
    }
  }
}
