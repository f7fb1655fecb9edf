import { type DynamicModule, Module } from '@nestjs/common';
import { createKafka, FAR, serviceConnection, topicRegistry } from '@passerelle/kafka';
import { JsonLogger, RuntimeModule } from '@passerelle/runtime';
import { CarryConfig } from '../config.js';
import { CarryLinks, OWN_KAFKA, PARTNER_KAFKA, TOPICS } from './carry-links.js';

/** Takes sealed bytes across. Holds no key to any message, and may do nothing else on the partner's cluster. */
@Module({})
export class CarryModule {
  static forRoot(config: CarryConfig): DynamicModule {
    const nation = config.nation.toLowerCase();
    return {
      module: CarryModule,
      imports: [RuntimeModule.forRoot({ service: 'bridge-carry', logLevel: config.logLevel })],
      providers: [
        { provide: CarryConfig, useValue: config },
        {
          provide: TOPICS,
          useValue: topicRegistry(config.nation, config.partners, { partitions: config.payloadPartitions }),
        },
        {
          provide: OWN_KAFKA,
          useFactory: (logger: JsonLogger) =>
            createKafka(serviceConnection(`${nation}-bridge-carry`, config), logger),
          inject: [JsonLogger],
        },
        {
          provide: PARTNER_KAFKA,
          useFactory: (logger: JsonLogger) =>
            createKafka(
              {
                ...serviceConnection(`${nation}-carry`, {
                  kafkaBrokers: config.partnerKafkaBrokers,
                  kafkaCaFile: config.partnerKafkaCaFile,
                  kafkaCertFile: config.partnerKafkaCertFile,
                  kafkaKeyFile: config.partnerKafkaKeyFile,
                }),
                patience: FAR,
              },
              logger,
            ),
          inject: [JsonLogger],
        },
        CarryLinks,
      ],
    };
  }
}
