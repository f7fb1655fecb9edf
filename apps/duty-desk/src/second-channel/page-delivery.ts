import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type DuePage, PageRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger, Metrics, Rounds } from '@passerelle/runtime';
import { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { SecondChannel } from './second-channel.js';

const LOOK_MS = 1_000;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 300_000;

/** Hands pages to the gateway, urgent first, until it has taken each. */
@Injectable()
export class PageDelivery implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #pages: Counter<'level' | 'result'>;
  readonly #rounds: Rounds<number>;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(PageRepository) private readonly pages: PageRepository,
    @Inject(SecondChannel) private readonly channel: SecondChannel,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.#pages = new Counter({
      name: 'passerelle_pages_total',
      help: 'Pages the second channel took or refused',
      labelNames: ['level', 'result'],
      registers: [metrics.registry],
    });
    this.#rounds = new Rounds(
      () => this.#deliver(),
      (error) => {
        if (error !== undefined) logger.failure('page.failed', error);
      },
    );
  }

  onApplicationBootstrap(): void {
    this.#rounds.start(LOOK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Hands over all that is due; returns how many were tried. */
  deliver(): Promise<number> {
    return this.#rounds.now();
  }

  async #deliver(): Promise<number> {
    let tried = 0;
    while (await this.#deliverOne()) tried += 1;
    return tried;
  }

  #deliverOne(): Promise<boolean> {
    return withTransaction(this.database, async (manager) => {
      const page = await this.pages.lockDue(manager, this.clock.now());
      if (page === null) return false;
      await this.#send(manager, page);
      return true;
    });
  }

  async #send(manager: EntityManager, page: DuePage): Promise<void> {
    const { pageId, level, channel, attempts } = page;
    try {
      await this.channel.send(page);
      await this.pages.delete(manager, pageId);
      this.#pages.inc({ level, result: 'taken' });
      this.logger.info('page.taken', { pageId, level, channel });
    } catch (error) {
      const wait = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
      await this.pages.postpone(manager, page, new Date(this.clock.now().getTime() + wait));
      this.#pages.inc({ level, result: 'refused' });
      this.logger.failure('page.refused', error, { pageId, level, channel });
    }
  }
}
