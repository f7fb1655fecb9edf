import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import { LinkRepository, UrgentMessageRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger, Metrics } from '@passerelle/runtime';
import { Gauge } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { LinkAlarms } from './link-alarms.js';
import { LinkStates } from './link-states.js';
import { Sweep } from './sweep.js';

const LOOK_MS = 5_000;

/** Looks after the links: a partner that fell silent, records that never came, receipts that are overdue. */
@Injectable()
export class LinkWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #sweep: Sweep;
  readonly #missing: Gauge<'partner' | 'lane'>;
  readonly #overdue: Gauge<'partner'>;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) logger: JsonLogger,
    @Inject(Metrics) { registry }: Metrics,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(LinkStates) private readonly states: LinkStates,
    @Inject(LinkAlarms) private readonly alarms: LinkAlarms,
    @Inject(UrgentMessageRepository) private readonly urgent: UrgentMessageRepository,
  ) {
    this.#sweep = new Sweep(() => this.look(), LOOK_MS, logger, 'link-watch.failed');
    this.#missing = new Gauge({
      name: 'passerelle_link_missing_records',
      help: 'Sequences of a lane that were skipped and never came',
      labelNames: ['partner', 'lane'],
      registers: [registry],
    });
    this.#overdue = new Gauge({
      name: 'passerelle_receipts_overdue',
      help: 'Messages released to a partner that it has not answered within the time agreed',
      labelNames: ['partner'],
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    this.#sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#sweep.stop();
  }

  /** One look at every link. */
  async look(): Promise<void> {
    for (const partner of this.agreements.partners) await this.#lookAt(partner);
  }

  async #lookAt(agreements: PartnerAgreements): Promise<void> {
    const { partner } = agreements;
    const streams = await this.links.streams(partner);
    const { state } = this.states.of(agreements, streams, this.clock.now());
    const overdue = await this.states.overdue(agreements, this.clock.now());
    this.#overdue.set({ partner }, overdue.count);
    const missing = new Map<string, number>();
    for (const { lane, gaps } of streams)
      missing.set(
        lane,
        gaps.reduce((sum, { first, last }) => sum + Number(last - first) + 1, missing.get(lane) ?? 0),
      );
    for (const [lane, count] of missing) this.#missing.set({ partner, lane }, count);
    await withTransaction(this.database, async (manager) => {
      await this.alarms.set(manager, partner, 'silent', state === 'silent');
      await this.alarms.set(
        manager,
        partner,
        'gap',
        [...missing.values()].some((count) => count > 0),
      );
      await this.alarms.set(manager, partner, 'receipts-overdue', overdue.count > 0);
      await this.alarms.set(manager, partner, 'urgent-limit', await this.#isOverUrgent(manager, agreements));
    });
  }

  /** Has the partner signed more urgent messages within the hour than agreed? They are taken in all the same. */
  async #isOverUrgent(manager: EntityManager, agreements: PartnerAgreements): Promise<boolean> {
    const now = this.clock.now();
    const governing = agreements.governing(now);
    if (!governing) return false;
    const { id, limits } = governing.agreement;
    return (await this.urgent.receivedBefore(manager, id, now)) > limits.urgentPerHour;
  }
}
