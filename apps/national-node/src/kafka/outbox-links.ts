import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type KafkaClient, TopicRegistry } from '@passerelle/kafka';
import { forwardRow, Link, OutboxSource } from '@passerelle/link';
import { OutboxRepository } from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';
import { NationalNodeConfig } from '../config.js';
import { KAFKA } from '../tokens.js';

/** Rows wake their link at commit; the poll only finds what another instance wrote. */
const POLL_MS = 2_000;

/** One transactional link per topic that the node writes: nothing waits behind another lane. */
@Injectable()
export class OutboxLinks implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #links: Link[] = [];

  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(KAFKA) private readonly kafka: KafkaClient,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const hosted = this.topics.links().filter(({ host }) => host === 'national-node');
    for (const { name, destinations } of hosted) {
      for (const destination of destinations) await this.#start(name, destination);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.stop()));
  }

  async #start(name: string, destination: string): Promise<void> {
    const source = new OutboxSource({ port: this.outbox, name: destination, pollMilliseconds: POLL_MS });
    this.outbox.onCommitted(destination, () => source.wake());
    const link = new Link({
      name,
      transactionalIdPrefix: name,
      source,
      destination: this.kafka,
      positionTopic: this.topics.position(name),
      transform: forwardRow,
      firstRun: this.config.linkFirstRun,
      logger: this.logger,
      clock: this.clock,
      onAlarm: ({ code, link, partition }) => this.logger.error('link.alarm', { code, link, partition }),
    });
    this.#links.push(link);
    this.health.registerWorker(name, () => link.health());
    await link.start();
  }
}
