import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { takeAgreement } from '@passerelle/keys';
import { type Follower, type KafkaClient, type Lane, LANES, readTopicToEnd } from '@passerelle/kafka';
import { type Link, LinkGroup, TopicSource } from '@passerelle/link';
import { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';
import { bridgeLink } from '../bridge-links.js';
import type { EnforceConfig } from '../config.js';
import { enforceTransform } from './enforce.transform.js';
import type { Enforcement } from './enforcement.js';
import { ENFORCE_CONFIG, ENFORCEMENT, KAFKA } from './tokens.js';

/** One link a lane, started once every agreement published so far is known. */
@Injectable()
export class EnforceLinks implements OnApplicationBootstrap, OnApplicationShutdown {
  #links: Link[] = [];
  #agreements: Follower | undefined;

  constructor(
    @Inject(ENFORCE_CONFIG) private readonly config: EnforceConfig,
    @Inject(ENFORCEMENT) private readonly enforcement: Enforcement,
    @Inject(KAFKA) private readonly kafka: KafkaClient,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { agreements, topics } = this.enforcement;
    this.#agreements = await readTopicToEnd(
      this.kafka,
      topics.agreement(),
      async ({ value }) => void (await takeAgreement(agreements, value, this.logger)),
      { logger: this.logger },
    );
    const group = new LinkGroup({
      kafka: this.kafka,
      group: topics.enforceGroup(),
      topics: LANES.map((lane) => topics.outbound(lane)),
      logger: this.logger,
    });
    this.#links = LANES.map((lane) => this.#link(lane, group));
    await Promise.all(this.#links.map((link) => link.start()));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.stop()));
    await this.#agreements?.stop();
  }

  #link(lane: Lane, group: LinkGroup): Link {
    const { kafka, health, logger, clock, config, enforcement } = this;
    const { topics } = enforcement;
    const name = topics.enforceLink(lane);
    const topic = topics.outbound(lane);
    return bridgeLink(
      { firstRun: config.linkFirstRun, health, logger, clock },
      {
        name,
        source: new TopicSource({ kafka, topic, group, along: [topics.readmitted(topic)] }),
        destination: kafka,
        positionTopic: topics.position(name),
        transform: enforceTransform(lane, name, enforcement),
      },
    );
  }
}
