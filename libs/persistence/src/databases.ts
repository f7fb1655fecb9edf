import type { MigrationInterface } from 'typeorm';
import { HistoryEventRow, DecisionRecordRow } from './auditor/history.row.js';
import { AuditorEvidenceOnce1790000000012 } from './auditor/evidence-once.migration.js';
import { Auditor1790000000001 } from './auditor/migrations.js';
import { DutyDesk1790000000001 } from './duty-desk/migrations.js';
import { DeskEventRow } from './duty-desk/desk-event.row.js';
import { NotificationRow } from './duty-desk/notification.row.js';
import { OfficerSessionRow } from './duty-desk/officer-session.row.js';
import { PageRow } from './duty-desk/page.row.js';
import { DutyDeskReceiptsOnce1790000000012 } from './duty-desk/receipts-once.migration.js';
import { DutyDeskSessions1790000000002 } from './duty-desk/sessions.migration.js';
import { ConsumerPositionRow } from './positions/consumer-position.row.js';
import { AlertRow, AlertVersionRow } from './national-node/alert.row.js';
import { IdempotencyRow } from './idempotency/idempotency.row.js';
import { MessageRow } from './national-node/message.row.js';
import { NationalNode1790000000001 } from './national-node/migrations.js';
import { ReceiptRow } from './national-node/receipt.row.js';
import { NationalNodeRestore1790000000012 } from './national-node/restore.migration.js';
import { ShareRow } from './national-node/share.row.js';
import { SignedDocumentRow } from './national-node/signed-document.row.js';
import { NationalNodeSynchronisations1790000000015 } from './national-node/synchronisation.migration.js';
import { NationalNodeUrgentMessages1790000000016 } from './national-node/urgent-messages.migration.js';
import { DatabaseEpochRow, OutboxEntryRow, OutboxPrunedRow } from './outbox/outbox.row.js';
import { DataKeyRow } from './vault/data-key.row.js';
import { Vault1790000000001 } from './vault/migrations.js';
import { VaultRestore1790000000012 } from './vault/restore.migration.js';
import { NationalNodeEntryFiles1790000000016 } from './watchlists/entry-files.migration.js';
import { NationalNodeExchangedEntries1790000000014 } from './watchlists/exchanged-entries.migration.js';

/** The schemas of a nation: one per app, `vault` in a database of its own. */
export const DATABASE_APPS = ['national-node', 'vault', 'duty-desk', 'auditor'] as const;
export type DatabaseApp = (typeof DATABASE_APPS)[number];

export type DatabaseName = 'passerelle' | 'vault';

export interface AppDatabase {
  database: DatabaseName;
  schema: string;
  /** Login of the service: reads and writes rows as granted by the migrations. */
  login: string;
  /** Login of the migrations: owns the schema. */
  owner: string;
  rows: (new () => object)[];
  migrations: (new () => MigrationInterface)[];
}

const OUTBOX = [OutboxEntryRow, OutboxPrunedRow, DatabaseEpochRow];

export const DATABASES: Readonly<Record<DatabaseApp, AppDatabase>> = {
  'national-node': {
    database: 'passerelle',
    schema: 'national_node',
    login: 'national_node',
    owner: 'national_node_owner',
    rows: [
      AlertRow,
      AlertVersionRow,
      ShareRow,
      MessageRow,
      ReceiptRow,
      IdempotencyRow,
      SignedDocumentRow,
      ConsumerPositionRow,
      ...OUTBOX,
    ],
    migrations: [
      NationalNode1790000000001,
      NationalNodeRestore1790000000012,
      NationalNodeExchangedEntries1790000000014,
      NationalNodeSynchronisations1790000000015,
      NationalNodeUrgentMessages1790000000016,
      NationalNodeEntryFiles1790000000016,
    ],
  },
  vault: {
    database: 'vault',
    schema: 'vault',
    login: 'national_node_vault',
    owner: 'vault_owner',
    rows: [DataKeyRow, ConsumerPositionRow],
    migrations: [Vault1790000000001, VaultRestore1790000000012],
  },
  'duty-desk': {
    database: 'passerelle',
    schema: 'duty_desk',
    login: 'duty_desk',
    owner: 'duty_desk_owner',
    rows: [
      NotificationRow,
      DeskEventRow,
      PageRow,
      IdempotencyRow,
      OfficerSessionRow,
      ConsumerPositionRow,
      ...OUTBOX,
    ],
    migrations: [DutyDesk1790000000001, DutyDeskSessions1790000000002, DutyDeskReceiptsOnce1790000000012],
  },
  auditor: {
    database: 'passerelle',
    schema: 'auditor',
    login: 'auditor',
    owner: 'auditor_owner',
    rows: [HistoryEventRow, DecisionRecordRow, ConsumerPositionRow],
    migrations: [Auditor1790000000001, AuditorEvidenceOnce1790000000012],
  },
};
