import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type KafkaClient, type Lane, LANES, type TopicRegistry } from '@passerelle/kafka';
import { type Link, LinkGroup, type SourceRecord, TopicSource, type Transform } from '@passerelle/link';
import { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';
import { bridgeLink } from '../bridge-links.js';
import { CarryConfig } from '../config.js';

export const TOPICS = Symbol('our topics');
export const OWN_KAFKA = Symbol('client of our own cluster');
export const PARTNER_KAFKA = Symbol('client of the partner’s cluster');

/** One link a lane. Record and position are written in one transaction at the destination. */
@Injectable()
export class CarryLinks implements OnApplicationBootstrap, OnApplicationShutdown {
  #links: Link[] = [];

  constructor(
    @Inject(CarryConfig) private readonly config: CarryConfig,
    @Inject(TOPICS) private readonly topics: TopicRegistry,
    @Inject(OWN_KAFKA) private readonly own: KafkaClient,
    @Inject(PARTNER_KAFKA) private readonly partner: KafkaClient,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { config, topics, own, logger } = this;
    const group = new LinkGroup({
      kafka: own,
      group: topics.carryGroup(config.partner),
      topics: LANES.map((lane) => topics.released(config.partner, lane)),
      logger,
    });
    this.#links = LANES.map((lane) => this.#link(lane, group));
    await Promise.all(this.#links.map((link) => link.start()));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.stop()));
  }

  #link(lane: Lane, group: LinkGroup): Link {
    const { config, topics, health, logger, clock } = this;
    const name = topics.carryLink(config.partner, lane);
    const topic = topics.released(config.partner, lane);
    return bridgeLink(
      { firstRun: config.linkFirstRun, health, logger, clock },
      {
        name,
        source: new TopicSource({ kafka: this.own, topic, group }),
        destination: this.partner,
        positionTopic: topics.partnerPosition(config.partner, lane),
        transform: carryAcross(topics.partnerInbound(config.partner, lane)),
      },
    );
  }
}

/** Sealed bytes as they are, into the same partition on the other side. */
function carryAcross(topic: string): Transform {
  return ({ partition, key, value, headers }: SourceRecord) => [
    { topic, partition, key: key ?? '', value: value ?? Buffer.alloc(0), headers },
  ];
}
