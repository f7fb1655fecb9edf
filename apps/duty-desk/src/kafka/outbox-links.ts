import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type KafkaClient, TopicRegistry } from '@passerelle/kafka';
import { forwardRow, Link, OutboxSource } from '@passerelle/link';
import { OutboxRepository } from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';

export const KAFKA = Symbol('kafka');

/** How long a row waits that another instance wrote; own commits wake the link. */
const POLL_MS = 2_000;

/** Carries what the desk wrote into its outbox: officers' actions and evidence. */
@Injectable()
export class OutboxLinks implements OnApplicationBootstrap, OnModuleDestroy {
  static readonly FIRST_RUN = Symbol('first run');
  readonly #links: Link[];

  constructor(
    @Inject(KAFKA) kafka: KafkaClient,
    @Inject(TopicRegistry) topics: TopicRegistry,
    @Inject(OutboxRepository) port: OutboxRepository,
    @Inject(OutboxLinks.FIRST_RUN) firstRun: boolean,
    @Inject(JsonLogger) logger: JsonLogger,
    @Inject(Clock) clock: Clock,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    this.#links = [topics.deskAction(), topics.evidence()].map((destination) => {
      const name = topics.outboxLink('duty-desk', destination);
      const source = new OutboxSource({ port, name: destination, pollMilliseconds: POLL_MS });
      port.onCommitted(destination, () => source.wake());
      const link = new Link({
        name,
        transactionalIdPrefix: name,
        source,
        destination: kafka,
        positionTopic: topics.position(name),
        transform: forwardRow,
        firstRun,
        logger,
        clock,
        onAlarm: ({ code, partition }) => logger.error('link.alarm', { link: name, code, partition }),
      });
      health.registerWorker(name, () => link.health());
      return link;
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.start()));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.stop()));
  }
}
