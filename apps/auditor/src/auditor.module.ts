import { type DynamicModule, Module } from '@nestjs/common';
import { ruleMessage } from '@passerelle/exchange-model';
import { DiskFiles, Subfolder } from '@passerelle/evidence';
import { DatabaseModule, HistoryRepository, repository } from '@passerelle/persistence';
import { RuntimeModule } from '@passerelle/runtime';
import { AuditorConfig } from './config.js';
import { AlertArchive, NodeArchive } from './disclosures/alert-archive.js';
import { DisclosuresController } from './disclosures/disclosures.controller.js';
import { EvidenceConsumer } from './evidence/evidence.consumer.js';
import { KeepEvidence } from './evidence/keep-evidence.service.js';
import { HistoryController } from './history/history.controller.js';
import { KafkaModule } from './kafka.module.js';
import { LOG_FOLDER } from './keep/kept-log.js';
import { LogController } from './log/log.controller.js';
import { ServedLog } from './log/served-log.js';

/** The inspecting auditor: what happened, in order, with the reasons. */
@Module({})
export class AuditorModule {
  static forRoot(config: AuditorConfig): DynamicModule {
    const { logLevel, oidcIssuer: issuer, oidcAudience: audience, oidcJwksUrl: jwksUrl } = config;
    return {
      module: AuditorModule,
      imports: [
        RuntimeModule.forRoot({
          service: 'auditor',
          logLevel,
          translateRule: ruleMessage,
          accessTokens: { issuer, audience, jwksUrl },
        }),
        DatabaseModule.forRoot('auditor', config.databaseUrl),
        KafkaModule.forRoot(config),
      ],
      controllers: [EvidenceConsumer, HistoryController, DisclosuresController, LogController],
      providers: [
        { provide: AuditorConfig, useValue: config },
        { provide: AlertArchive, useFactory: () => new NodeArchive(config.apiUrl) },
        { provide: ServedLog, useFactory: () => servedLog(config.logDirectory) },
        repository(HistoryRepository),
        KeepEvidence,
      ],
    };
  }
}

function servedLog(directory: string | undefined): ServedLog {
  return new ServedLog(directory === undefined ? null : new Subfolder(new DiskFiles(directory), LOG_FOLDER));
}
