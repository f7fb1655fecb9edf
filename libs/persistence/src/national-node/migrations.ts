import type { MigrationInterface, QueryRunner } from 'typeorm';
import { watchlistTables } from '../watchlists/watchlist-tables.js';
import { idempotencyTable, outboxTables, positionTable } from '../link-tables.js';

const LOGIN = 'national_node';

export class NationalNode1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `grant usage on schema national_node to ${LOGIN}`,
      ...ALERTS,
      ...MESSAGES,
      ...watchlistTables(LOGIN),
      ...idempotencyTable(LOGIN),
      ...SIGNED_DOCUMENTS,
      ...LINKS,
      ...RECONCILIATIONS,
      ...outboxTables(LOGIN),
      ...positionTable(LOGIN),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration of a schema is not taken back: drop the schema');
  }
}

const ALERTS = [
  `create table alert (
     alert_id uuid primary key,
     origin text not null,
     origin_jti text,
     state text not null check (state in ('active', 'withdrawn', 'expired')),
     version int not null,
     category text not null,
     urgency text not null,
     handling text not null,
     status text not null,
     expires_at timestamptz(3) not null,
     stored_at timestamptz(3) not null,
     updated_at timestamptz(3) not null,
     withdrawal_reason text,
     erased_at timestamptz(3),
     agreement_id text,
     agreement_hash text,
     discreet boolean not null default false,
     unique (origin, origin_jti)
   )`,
  `create index alert_listed on alert (stored_at, alert_id)`,
  `create index alert_expiring on alert (expires_at) where state = 'active'`,
  `create index alert_unerased on alert (updated_at) where state <> 'active' and erased_at is null`,
  `create table alert_version (
     alert_id uuid not null references alert,
     version int not null,
     at timestamptz(3) not null,
     document bytea,
     primary key (alert_id, version)
   )`,
  `create table share (
     jti text primary key,
     alert_id uuid not null references alert,
     agreement_id text not null,
     partner text not null,
     thread_id text not null,
     ver int not null,
     last_digest text,
     state text not null check (state in ('open', 'withdrawn')),
     maybe_released boolean not null
   )`,
  `create unique index share_open on share (alert_id, partner) where state = 'open'`,
  `create index share_of_alert on share (alert_id)`,
  `grant select, insert, update on alert, share to ${LOGIN}`,
  `grant select, insert on alert_version to ${LOGIN}`,
];

/** Messages and receipts are evidence: the service adds to them; of a sent message its outcome and the partner's answer are filled in. */
const MESSAGES = [
  `create table message (
     iss text not null,
     jti text not null,
     ver int not null,
     digest text not null,
     direction text not null check (direction in ('in', 'out')),
     alert_id uuid not null references alert,
     act text not null,
     token_jwt text not null,
     release_jwt text,
     disclosures bytea,
     agreement_hash text,
     at timestamptz(3) not null,
     expires_at timestamptz(3) not null,
     outcome text check (outcome in ('released', 'withheld')),
     clause text,
     reason text,
     released_at timestamptz(3),
     answer text check (answer in ('delivered', 'superseded', 'refused')),
     primary key (iss, jti, ver)
   )`,
  `create index message_of_alert on message (alert_id, at)`,
  `create index message_expiring on message (direction, expires_at)`,
  `create index message_unanswered on message (released_at) where outcome = 'released' and answer is null`,
  `create table receipt (
     id bigserial primary key,
     alert_id uuid not null references alert,
     jti text not null,
     ver int not null,
     kind text not null,
     at timestamptz(3) not null,
     by_nation text not null,
     by_role text not null,
     post text,
     clause text,
     reason text,
     token text not null,
     digest text not null,
     direction text not null check (direction in ('in', 'out')),
     unique (alert_id, jti, ver, kind, digest)
   )`,
  `grant select, insert on message, receipt to ${LOGIN}`,
  `grant update (outcome, clause, reason, released_at, answer) on message to ${LOGIN}`,
  `grant usage on sequence receipt_id_seq to ${LOGIN}`,
];

/** Documents both nations signed, told to the auditors once each. */
const SIGNED_DOCUMENTS = [
  `create table signed_document (
     digest text primary key,
     kind text not null check (kind in ('ceremony', 'agreement')),
     at timestamptz(3) not null
   )`,
  `grant select, insert on signed_document to ${LOGIN}`,
];

/** What is known of the link with each partner: what came, what is missing, what was let out, what is wrong. */
const LINKS = [
  `create table heartbeat (partner text primary key, at timestamptz(3) not null)`,
  `create table inbound_stream (
     partner text not null,
     lane text not null,
     partition int not null,
     sequence bigint not null,
     heard_at timestamptz(3) not null,
     primary key (partner, lane, partition)
   )`,
  `create table inbound_gap (
     id bigserial primary key,
     partner text not null,
     lane text not null,
     partition int not null,
     first bigint not null,
     last bigint not null check (last >= first),
     found_at timestamptz(3) not null,
     closed_at timestamptz(3)
   )`,
  `create index inbound_gap_open on inbound_gap (partner, lane, partition) where closed_at is null`,
  `create table outbound_stream (
     partner text not null,
     lane text not null,
     partition int not null,
     sequence bigint not null,
     primary key (partner, lane, partition)
   )`,
  `create table link_alarm (
     partner text not null,
     alarm text not null,
     raised_at timestamptz(3) not null,
     primary key (partner, alarm)
   )`,
  `grant select, insert, update on heartbeat, inbound_stream, inbound_gap, outbound_stream to ${LOGIN}`,
  `grant select, insert, delete on link_alarm to ${LOGIN}`,
  `grant usage on sequence inbound_gap_id_seq to ${LOGIN}`,
];

/** Reconciliations of what we released (`out`) and of what the partner released to us (`in`), kept with what they found. */
const RECONCILIATIONS = [
  `create table reconciliation (
     id text primary key,
     partner text not null,
     direction text not null check (direction in ('in', 'out')),
     state text not null check (state in ('running', 'complete', 'partial', 'failed')),
     started_at timestamptz(3) not null,
     ended_at timestamptz(3),
     due_at timestamptz(3) not null,
     drift int not null default 0,
     search jsonb
   )`,
  `create unique index reconciliation_running on reconciliation (partner) where state = 'running' and direction = 'out'`,
  `create index reconciliation_due on reconciliation (due_at) where state = 'running'`,
  `create index reconciliation_listed on reconciliation (partner, direction, started_at)`,
  `create table reconciliation_drift (
     reconciliation_id text not null references reconciliation,
     subject text not null,
     jti text not null,
     ver int not null,
     digest text not null,
     kind text not null check (kind in ('missing', 'unknown', 'conflicting')),
     found_at timestamptz(3) not null,
     repaired_at timestamptz(3),
     primary key (reconciliation_id, subject, jti, ver)
   )`,
  `grant select, insert, update on reconciliation, reconciliation_drift to ${LOGIN}`,
];
