import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { HealthRegistry, Metrics } from '@passerelle/runtime';
import { Gauge } from 'prom-client';
import type { LogKeeper } from './log-keeper.js';

/** Runs the keeper with the service, and shows how it goes. */
export class KeepLog implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly keeper: LogKeeper,
    health: HealthRegistry,
    { registry }: Metrics,
  ) {
    health.registerWorker('log', () => keeper.health);
    const shown = (name: string, help: string, figure: () => number): void =>
      registry.registerMetric(gauge(`passerelle_log_${name}`, help, figure));
    shown('size', 'Leaves under the last checkpoint', () => keeper.figures.size);
    shown('behind', 'Offsets of the evidence topic that are not in the log yet', () => keeper.figures.behind);
    shown(
      'checkpoint_time_seconds',
      'When this process signed a checkpoint last, Unix time; 0 before the first',
      () => (keeper.figures.signedAt?.getTime() ?? 0) / 1000,
    );
  }

  onApplicationBootstrap(): void {
    this.keeper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keeper.stop();
  }
}

function gauge(name: string, help: string, figure: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(figure());
    },
  });
}
