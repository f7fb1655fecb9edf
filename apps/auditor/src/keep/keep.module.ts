import { type DynamicModule, Module } from '@nestjs/common';
import { DiskFiles, nationalLog, noteSigner } from '@passerelle/evidence';
import { createKafka, serviceConnection, topicRegistry } from '@passerelle/kafka';
import { loadLogKey } from '@passerelle/keys';
import { Clock, HealthRegistry, JsonLogger, Metrics, RuntimeModule } from '@passerelle/runtime';
import type { KeepConfig } from '../config.js';
import { KeepLog } from './keep-log.js';
import { LogKeeper } from './log-keeper.js';

/** The keeping auditor: the nation's evidence, as the leaves of its transparency log. */
@Module({})
export class KeepModule {
  static async forRoot(config: KeepConfig): Promise<DynamicModule> {
    const { nation, partners, logLevel, payloadPartitions, logDirectory, linkFirstRun } = config;
    const signer = noteSigner(nationalLog(nation), await loadLogKey(config.logKeyFile));
    const topics = topicRegistry(nation, partners, { partitions: payloadPartitions });
    const connection = serviceConnection(`${topics.nation}-auditor-keep`, config);
    return {
      module: KeepModule,
      imports: [RuntimeModule.forRoot({ service: 'auditor-keep', logLevel })],
      providers: [
        {
          provide: LogKeeper,
          useFactory: (logger: JsonLogger, clock: Clock) =>
            new LogKeeper({
              kafka: createKafka(connection, logger),
              topic: topics.evidence(),
              nation,
              files: new DiskFiles(logDirectory),
              signer,
              firstRun: linkFirstRun,
              logger,
              clock,
            }),
          inject: [JsonLogger, Clock],
        },
        {
          provide: KeepLog,
          useFactory: (keeper: LogKeeper, health: HealthRegistry, metrics: Metrics) =>
            new KeepLog(keeper, health, metrics),
          inject: [LogKeeper, HealthRegistry, Metrics],
        },
      ],
    };
  }
}
