export {
  DATABASE_APPS,
  DATABASES,
  type AppDatabase,
  type DatabaseApp,
  type DatabaseName,
} from './databases.js';
export { createDataSource, dataSourceOptions } from './data-source.js';
export { DatabaseModule, repository, VAULT } from './database.module.js';
export { provisionDatabases, type AppUrls, type ProvisionOptions } from './provision.js';
export { runMigrations } from './run-migrations.js';
export { withinSavepoint, withTransaction } from './transaction.js';
export { PAGE_LIMIT, type Page } from './paging/page.js';
export type { OutboxRecord } from './outbox/outbox-record.js';
export { OutboxRepository, type SequencedRecord } from './outbox/outbox.repository.js';
export { ConsumerPositionRepository } from './positions/consumer-position.repository.js';
export {
  AlertRepository,
  type Alert,
  type AlertFilter,
  type AlertState,
  type AlertVersion,
} from './national-node/alert.repository.js';
export { ShareRepository, type Share } from './national-node/share.repository.js';
export {
  MessageRepository,
  type Message,
  type MessageAnswer,
  type MessageIdentity,
  type MessageRecorded,
} from './national-node/message.repository.js';
export {
  type InboundStream,
  LINK_ALARMS,
  type LinkAlarmKind,
  LinkRepository,
  type OverdueReceipts,
  type SequenceGap,
} from './national-node/link.repository.js';
export { ReceiptRepository, type Receipt, type StoredReceipt } from './national-node/receipt.repository.js';
export {
  IdempotencyRepository,
  type IdempotencyClaim,
  type IdempotentAnswer,
  type IdempotentRequest,
} from './idempotency/idempotency.repository.js';
export {
  WatchlistEntryRepository,
  type EntryFilter,
  type WatchlistEntry,
} from './watchlists/watchlist-entry.repository.js';
export { WatchlistShareRepository, type EntryShare } from './watchlists/watchlist-share.repository.js';
export {
  WatchlistMessageRepository,
  type EntryMessage,
  type IssuedVersion,
  type WatchlistBlock,
} from './watchlists/watchlist-message.repository.js';
export { type BlockAnswer, type SentBlock, SentBlockRepository } from './watchlists/sent-block.repository.js';
export { ExchangedEntriesRepository, type EntryRange } from './watchlists/exchanged-entries.repository.js';
export { type EntryLookup, WatchlistLookupRepository } from './watchlists/watchlist-lookup.repository.js';
export {
  type BlockReceipt,
  type BlockReceiptEntry,
  type EntryReceipt,
  WatchlistReceiptRepository,
} from './watchlists/watchlist-receipt.repository.js';
export { BulkImportRepository, type BulkImport } from './watchlists/bulk-import.repository.js';
export { DataKeyRepository } from './vault/data-key.repository.js';
export {
  NotificationRepository,
  type Notification,
  type NotificationFilter,
  type NotificationState,
  type NotifiedAlert,
  type Queue,
} from './duty-desk/notification.repository.js';
export {
  DeskEventRepository,
  type DeskEvent,
  type JournalFilter,
  type NewDeskEvent,
} from './duty-desk/desk-event.repository.js';
export { type DuePage, PageRepository, type SecondChannelPage } from './duty-desk/page.repository.js';
export { PresenceRepository } from './duty-desk/presence.repository.js';
export { OfficerSessionRepository, type OfficerSession } from './duty-desk/officer-session.repository.js';
export {
  HistoryRepository,
  type HistoryEntry,
  type HistoryEvent,
  type HistoryFilter,
} from './auditor/history.repository.js';
export { SignedDocumentRepository, type SignedDocument } from './national-node/signed-document.repository.js';
export { ExchangedMessagesRepository } from './national-node/exchanged-messages.repository.js';
export {
  type Reconciliation,
  type ReconciliationDrift,
  type ReconciliationProof,
  ReconciliationRepository,
} from './national-node/reconciliation.repository.js';
export {
  type Synchronisation,
  SynchronisationRepository,
} from './national-node/synchronisation.repository.js';
export { UrgentMessageRepository } from './national-node/urgent-messages.repository.js';
export { ErasedSubjectRepository } from './recovery/erased-subject.repository.js';
export { RecoveryRepository } from './recovery/recovery.repository.js';
export {
  type KeptPosition,
  RESTORABLE,
  type Restorable,
  RestoredDatabase,
} from './recovery/restored-database.js';
