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
import type { AuditorConfig } from './config.js';

/** The auditor's end of Kafka: it reads its nation's evidence and decisions. */
@Module({})
export class KafkaModule {
  static forRoot(config: AuditorConfig): DynamicModule {
    return {
      module: KafkaModule,
      providers: [
        {
          provide: TopicRegistry,
          useFactory: () =>
            topicRegistry(config.nation, config.partners, { partitions: config.payloadPartitions }),
        },
        {
          provide: PositionedKafkaStrategy,
          useFactory: strategyOf(config),
          inject: [TopicRegistry, ConsumerPositionRepository, JsonLogger, Clock, HealthRegistry],
        },
      ],
    };
  }
}

function strategyOf(config: AuditorConfig) {
  return (
    topics: TopicRegistry,
    positions: ConsumerPositionRepository,
    logger: JsonLogger,
    clock: Clock,
    health: HealthRegistry,
  ): PositionedKafkaStrategy => {
    const group = `${topics.nation}-auditor`;
    const strategy = new PositionedKafkaStrategy({
      kafka: createKafka(serviceConnection(group, config), logger),
      group,
      positions,
      firstRun: config.linkFirstRun,
      eventLogger: logger,
      clock,
      onAlarm: () => {}, // logged by the strategy and shown by health until an operator has looked
      topicsFor: (pattern) => topics.topicsFor(pattern),
    });
    health.registerWorker('evidence', () => strategy.health());
    return strategy;
  };
}
