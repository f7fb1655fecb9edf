import { type DynamicModule, Module } from '@nestjs/common';
import {
  createKafka,
  PositionedKafkaStrategy,
  serviceConnection,
  TopicRegistry,
  topicRegistry,
} from '@passerelle/kafka';
import { ConsumerPositionRepository } from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';
import type { DutyDeskConfig } from '../config.js';
import { KAFKA, OutboxLinks } from './outbox-links.js';

/** The desk's ends of Kafka: the notifications it consumes, and the links that carry its outbox. */
@Module({})
export class KafkaModule {
  static forRoot(config: DutyDeskConfig): DynamicModule {
    const { nation, partners, payloadPartitions: partitions, linkFirstRun: firstRun } = config;
    return {
      module: KafkaModule,
      providers: [
        { provide: TopicRegistry, useFactory: () => topicRegistry(nation, partners, { partitions }) },
        {
          provide: KAFKA,
          useFactory: (logger: JsonLogger) =>
            createKafka(serviceConnection(`${nation.toLowerCase()}-duty-desk`, config), logger),
          inject: [JsonLogger],
        },
        {
          provide: PositionedKafkaStrategy,
          useFactory: (
            kafka: ReturnType<typeof createKafka>,
            topics: TopicRegistry,
            positions: ConsumerPositionRepository,
            eventLogger: JsonLogger,
            clock: Clock,
            health: HealthRegistry,
          ) => {
            const group = `${topics.nation}-duty-desk`;
            const topicsFor = (pattern: string): string[] => topics.topicsFor(pattern);
            const onAlarm = (): void => {}; // logged by the strategy and shown by health until an operator has looked
            const strategy = new PositionedKafkaStrategy({
              kafka,
              group,
              positions,
              firstRun,
              eventLogger,
              clock,
              onAlarm,
              topicsFor,
            });
            health.registerWorker('notifications', () => strategy.health());
            return strategy;
          },
          inject: [KAFKA, TopicRegistry, ConsumerPositionRepository, JsonLogger, Clock, HealthRegistry],
        },
        { provide: OutboxLinks.FIRST_RUN, useValue: firstRun },
        OutboxLinks,
      ],
      exports: [TopicRegistry],
    };
  }
}
