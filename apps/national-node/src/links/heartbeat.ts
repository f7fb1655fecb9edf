import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AgreementRegistry } from '@passerelle/keys';
import { TopicRegistry } from '@passerelle/kafka';
import { LinkRepository, OutboxRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { ControlMessages } from './control-messages.js';
import { Sweep } from './sweep.js';

/** A third of the silence after which a partner calls the link silent. */
const PERIOD_MS = 20_000;
const LOOK_MS = 5_000;
/** With our own broker away, heartbeats would only wait; a few say all there is to say. */
const MOST_WAITING = 50;

/** Tells every partner that we are there, so that silence can be told from having nothing to say. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #sweep: Sweep;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) logger: JsonLogger,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(ControlMessages) private readonly control: ControlMessages,
  ) {
    this.#sweep = new Sweep(() => this.#beat(), LOOK_MS, logger, 'heartbeat.failed');
  }

  onApplicationBootstrap(): void {
    this.#sweep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#sweep.stop();
  }

  async #beat(): Promise<void> {
    const waiting = await this.outbox.waiting(this.topics.outbound('control'), MOST_WAITING);
    if (waiting >= MOST_WAITING) return;
    for (const { partner } of this.agreements.partners) {
      await withTransaction(this.database, async (manager) => {
        const due = await this.links.beat(manager, partner, this.clock.now(), PERIOD_MS);
        if (due) await this.control.send(manager, partner, { ctl: 'heartbeat' });
      });
    }
  }
}
