import { type DynamicModule, Module } from '@nestjs/common';
import type { Randomness } from '@passerelle/credential';
import { ruleMessage } from '@passerelle/exchange-model';
import {
  AgreementRegistry,
  loadGateKey,
  loadPublicJwk,
  loadSecret,
  loadSigningKey,
  loadTrust,
} from '@passerelle/keys';
import { createKafka, serviceConnection, TopicRegistry, topicRegistry } from '@passerelle/kafka';
import {
  AlertRepository,
  DatabaseModule,
  DataKeyRepository,
  ErasedSubjectRepository,
  ExchangedMessagesRepository,
  IdempotencyRepository,
  LinkRepository,
  MessageRepository,
  ReceiptRepository,
  ReconciliationRepository,
  RecoveryRepository,
  repository,
  ShareRepository,
  SignedDocumentRepository,
  SynchronisationRepository,
  UrgentMessageRepository,
  VAULT,
} from '@passerelle/persistence';
import { JsonLogger, RuntimeModule } from '@passerelle/runtime';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { AdmissionReport } from './admission/admission-report.js';
import { AlertAdmission } from './admission/alert-admission.js';
import { ControlAdmission } from './admission/control-admission.js';
import { Gate } from './admission/gate.js';
import { InboundConsumer } from './admission/inbound.consumer.js';
import { ReceiptAdmission } from './admission/receipt-admission.js';
import { AgreementFeed } from './agreements/agreement-feed.js';
import { AgreementsController } from './agreements/agreements.controller.js';
import { SignedDocuments } from './agreements/signed-documents.js';
import { AlertChanges } from './alerts/alert-changes.js';
import { AlertReading } from './alerts/alert-reading.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { IdempotentRequests } from './alerts/idempotent-requests.js';
import { Preview } from './alerts/preview.js';
import { ArchiveController } from './archive/archive.controller.js';
import { NationalNodeConfig } from './config.js';
import { DeskActionConsumer } from './desk/desk-action.consumer.js';
import { DeskReceipts } from './desk/desk-receipts.js';
import { Erasure } from './erasure/erasure.js';
import { AlertFile } from './imports/alert-file.js';
import { BulkImports } from './imports/bulk-imports.js';
import { EntryFiles } from './imports/entry-file.js';
import { ImportsController } from './imports/imports.controller.js';
import { OutboxLinks } from './kafka/outbox-links.js';
import { ControlMessages } from './links/control-messages.js';
import { Heartbeat } from './links/heartbeat.js';
import { LinkAlarms } from './links/link-alarms.js';
import { LinkStates } from './links/link-states.js';
import { LinkWatch } from './links/link-watch.js';
import { LinksController } from './links/links.controller.js';
import { AlertRecords } from './links/reconciliation/alert-records.js';
import { DriftRepair } from './links/reconciliation/drift-repair.js';
import { EntryRecords } from './links/reconciliation/entry-records.js';
import { EXCHANGED_RECORDS, type ExchangedRecords } from './links/reconciliation/exchanged-records.js';
import { ReconciliationAnswers } from './links/reconciliation/reconciliation-answers.js';
import { ReconciliationSchedule } from './links/reconciliation/reconciliation-schedule.js';
import { Reconciliations } from './links/reconciliation/reconciliations.js';
import { ReconciliationsController } from './links/reconciliation/reconciliations.controller.js';
import { EntryWalk } from './links/synchronisation/entry-walk.js';
import { SynchronisationSchedule } from './links/synchronisation/synchronisation-schedule.js';
import { SynchronisationStates } from './links/synchronisation/synchronisation-states.js';
import { SynchronisationsController } from './links/synchronisation/synchronisations.controller.js';
import { Synchronisations } from './links/synchronisation/synchronisations.js';
import { OutcomeConsumer } from './outcomes/outcome.consumer.js';
import { BridgeReceipts } from './outcomes/bridge-receipts.js';
import { Outcomes } from './outcomes/outcomes.js';
import { AfterRestore } from './recovery/after-restore.js';
import { ErasedAgain } from './recovery/erased-again.js';
import { Receipts } from './receipts/receipts.js';
import { NodeRecords } from './records/node-records.js';
import { AlertSharing } from './sharing/alert-sharing.js';
import { AlertTokens } from './sharing/alert-tokens.js';
import {
  BRIDGE_SEAL,
  GATE_KEYS,
  IDEMPOTENCY_SECRET,
  KAFKA,
  LOOKUP_SECRET,
  ORIGIN_KEY,
  RANDOM,
  RECEIPT_KEY,
} from './tokens.js';
import { Content } from './vault/content.js';
import { LookupsController } from './watchlists/lookups.controller.js';
import { WATCHLISTS } from './watchlists/watchlists.providers.js';
import { WatchlistsController } from './watchlists/watchlists.controller.js';

const random: Randomness = (bytes) => randomBytes(bytes);

/** The nation's own records, its API for national systems, and its side of every exchange. */
@Module({})
export class NationalNodeModule {
  static async forRoot(config: NationalNodeConfig): Promise<DynamicModule> {
    const trust = await loadTrust(config.trustFile, config.nation);
    return {
      module: NationalNodeModule,
      imports: [
        RuntimeModule.forRoot({
          service: 'national-node',
          translateRule: ruleMessage,
          logLevel: config.logLevel,
          accessTokens: {
            issuer: config.oidcIssuer,
            audience: config.oidcAudience,
            jwksUrl: config.oidcJwksUrl,
          },
        }),
        DatabaseModule.forRoot('national-node', config.databaseUrl),
        DatabaseModule.vault(config.vaultDatabaseUrl),
      ],
      controllers: [
        ImportsController,
        AlertsController,
        WatchlistsController,
        LookupsController,
        AgreementsController,
        ArchiveController,
        LinksController,
        ReconciliationsController,
        SynchronisationsController,
        InboundConsumer,
        OutcomeConsumer,
        DeskActionConsumer,
      ],
      providers: [
        { provide: NationalNodeConfig, useValue: config },
        {
          provide: TopicRegistry,
          useValue: topicRegistry(config.nation, config.partners, { partitions: config.payloadPartitions }),
        },
        { provide: AgreementRegistry, useValue: new AgreementRegistry(trust, config.partners) },
        { provide: RANDOM, useValue: random },
        { provide: ORIGIN_KEY, useFactory: () => loadSigningKey(config.originKeyFile) },
        { provide: RECEIPT_KEY, useFactory: () => loadSigningKey(config.receiptKeyFile) },
        { provide: GATE_KEYS, useFactory: async () => [await loadGateKey(config.gateKeyFile)] },
        { provide: BRIDGE_SEAL, useFactory: () => loadPublicJwk(config.bridgeSealJwkFile) },
        { provide: IDEMPOTENCY_SECRET, useFactory: () => loadSecret(config.idempotencySecretFile) },
        { provide: LOOKUP_SECRET, useFactory: () => loadSecret(config.lookupSecretFile) },
        {
          provide: KAFKA,
          useFactory: (logger: JsonLogger) =>
            createKafka(serviceConnection(`${config.nation.toLowerCase()}-national-node`, config), logger),
          inject: [JsonLogger],
        },
        {
          provide: DataKeyRepository,
          useFactory: (vault: DataSource) => new DataKeyRepository(vault, random),
          inject: [VAULT],
        },
        repository(AlertRepository),
        repository(ShareRepository),
        repository(MessageRepository),
        repository(LinkRepository),
        repository(ExchangedMessagesRepository),
        repository(ReconciliationRepository),
        repository(SynchronisationRepository),
        UrgentMessageRepository,
        repository(ReceiptRepository),
        repository(IdempotencyRepository),
        ErasedSubjectRepository,
        RecoveryRepository,
        ...WATCHLISTS,
        BulkImports,
        EntryFiles,
        AlertFile,
        SignedDocumentRepository,
        SignedDocuments,
        AgreementFeed,
        ErasedAgain,
        OutboxLinks,
        NodeRecords,
        DeskReceipts,
        Receipts,
        Content,
        AlertTokens,
        AlertSharing,
        AlertChanges,
        AlertReading,
        IdempotentRequests,
        Preview,
        Gate,
        AdmissionReport,
        AlertAdmission,
        ReceiptAdmission,
        ControlAdmission,
        ControlMessages,
        Heartbeat,
        LinkStates,
        LinkAlarms,
        LinkWatch,
        AlertRecords,
        EntryRecords,
        {
          provide: EXCHANGED_RECORDS,
          useFactory: (...records: ExchangedRecords[]) => records,
          inject: [AlertRecords, EntryRecords],
        },
        DriftRepair,
        Reconciliations,
        AfterRestore,
        ReconciliationAnswers,
        ReconciliationSchedule,
        EntryWalk,
        SynchronisationStates,
        Synchronisations,
        SynchronisationSchedule,
        BridgeReceipts,
        Outcomes,
        Erasure,
      ],
    };
  }
}
