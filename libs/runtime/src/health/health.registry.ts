import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from './metrics.js';

const STATES = ['starting', 'running', 'retrying', 'stopped', 'alarm'] as const;
export type WorkerState = (typeof STATES)[number];

/** What libs/link and consumers say of themselves. */
export interface WorkerHealth {
  state: WorkerState;
  /** A code, never data. */
  reason?: string | undefined;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, string>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** What must be well before the service is ready; each part registers its own check. */
@Injectable()
export class HealthRegistry {
  readonly #checks = new Map<string, () => Promise<string>>();
  readonly #state: Gauge<'worker' | 'state'>;
  #stopping = false;

  constructor(@Inject(Metrics) metrics: Metrics) {
    this.#state = new Gauge({
      name: 'passerelle_worker_state',
      help: '1 for the state a link or consumer is in',
      labelNames: ['worker', 'state'],
      registers: [metrics.registry],
    });
  }

  /** `check` resolves when well; its rejection is shown as `failed`, without its message. */
  register(name: string, check: () => Promise<unknown>): void {
    this.#checks.set(name, async () => {
      await check();
      return 'ok';
    });
  }

  /** A link or consumer: ready while it runs, and a gauge `passerelle_worker_state{worker,state}`. */
  registerWorker(name: string, health: () => WorkerHealth): void {
    this.#checks.set(name, async () => {
      const { state, reason } = health();
      STATES.forEach((known) => this.#state.set({ worker: name, state: known }, Number(known === state)));
      return state === 'running' ? 'ok' : reason === undefined ? state : `${state}: ${reason}`;
    });
  }

  /** From here on not ready: the balancer takes the instance out before connections close. */
  stopping(): void {
    this.#stopping = true;
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await outcomeOf(check)] as const),
    );
    const checks = Object.fromEntries(results);
    return { ready: !this.#stopping && Object.values(checks).every((outcome) => outcome === 'ok'), checks };
  }
}

async function outcomeOf(check: () => Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, 'no answer');
  });
  try {
    return await Promise.race([check(), timeout]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
