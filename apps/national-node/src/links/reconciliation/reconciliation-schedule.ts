import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import { LinkRepository, ReconciliationRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { LinkStates } from '../link-states.js';
import { Sweep } from '../sweep.js';
import { ReconciliationAnswers } from './reconciliation-answers.js';
import { Reconciliations } from './reconciliations.js';
import type { Search } from './search.js';

const LOOK_MS = 2_000;
const HOUR_MS = 3_600_000;
/** What did not end in a match is tried again sooner. */
const SOONER_MS = 600_000;

/** Begins a reconciliation with every partner each hour, and goes on with those that wait for something. */
@Injectable()
export class ReconciliationSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #sweep: Sweep;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) logger: JsonLogger,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(LinkStates) private readonly states: LinkStates,
    @Inject(Reconciliations) private readonly own: Reconciliations,
    @Inject(ReconciliationAnswers) private readonly answers: ReconciliationAnswers,
  ) {
    this.#sweep = new Sweep(() => this.#look(), LOOK_MS, logger, 'reconciliation.failed');
  }

  onApplicationBootstrap(): void {
    this.#sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#sweep.stop();
  }

  async #look(): Promise<void> {
    while (await this.#goOnWithOne());
    for (const agreements of this.agreements.partners) await this.#startWhenDue(agreements);
  }

  #goOnWithOne(): Promise<boolean> {
    return withTransaction(this.database, async (manager) => {
      const due = await this.reconciliations.lockDue<Search>(manager, this.clock.now());
      if (due?.direction === 'out') await this.own.due(manager, due);
      else if (due) await this.answers.due(manager, due);
      return due !== null;
    });
  }

  /**
   * Not while the link is silent: its first heartbeat after an outage begins one. Two instances may look at once; the
   * database lets one of them begin.
   */
  async #startWhenDue(agreements: PartnerAgreements): Promise<void> {
    const { partner } = agreements;
    const now = this.clock.now();
    if (!agreements.latest()) return;
    if (this.states.of(agreements, await this.links.streams(partner), now).state !== 'up') return;
    const last = await this.reconciliations.latest(partner, 'out');
    const wait = last?.state === 'complete' ? HOUR_MS : SOONER_MS;
    if (last && last.startedAt.getTime() + wait > now.getTime()) return;
    await withTransaction(this.database, (manager) => this.own.start(manager, partner, false));
  }
}
