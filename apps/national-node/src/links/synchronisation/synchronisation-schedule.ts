import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AgreementRegistry } from '@passerelle/keys';
import { SynchronisationRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { Sweep } from '../sweep.js';
import { Synchronisations } from './synchronisations.js';

const LOOK_MS = 1_000;

/** Begins a synchronisation when an agreement comes into force, and goes on with those that run, one hundred entries at a time. */
@Injectable()
export class SynchronisationSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #sweep: Sweep;
  #stopping = false;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) logger: JsonLogger,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(SynchronisationRepository) private readonly repository: SynchronisationRepository,
    @Inject(Synchronisations) private readonly synchronisations: Synchronisations,
  ) {
    this.#sweep = new Sweep(() => this.look(), LOOK_MS, logger, 'synchronisation.failed');
  }

  onApplicationBootstrap(): void {
    this.#sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await this.#sweep.stop();
  }

  /** One look: what is to begin, and every step that is due. */
  async look(): Promise<void> {
    for (const partner of this.agreements.partners)
      await withTransaction(this.database, (manager) =>
        this.synchronisations.followAgreement(manager, partner),
      );
    while (!this.#stopping && (await this.#goOnWithOne()));
  }

  #goOnWithOne(): Promise<boolean> {
    return withTransaction(this.database, async (manager) => {
      const due = await this.repository.lockDue(manager, this.clock.now());
      if (due) await this.synchronisations.goOn(manager, due);
      return due !== null;
    });
  }
}
