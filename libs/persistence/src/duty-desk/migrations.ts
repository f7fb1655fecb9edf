import type { MigrationInterface, QueryRunner } from 'typeorm';
import { idempotencyTable, outboxTables, positionTable } from '../link-tables.js';

const LOGIN = 'duty_desk';

export class DutyDesk1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `grant usage on schema duty_desk to ${LOGIN}`,
      ...NOTIFICATIONS,
      ...EVENTS,
      ...ESCALATION,
      ...idempotencyTable(LOGIN),
      ...outboxTables(LOGIN),
      ...positionTable(LOGIN),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration of a schema is not taken back: drop the schema');
  }
}

const NOTIFICATIONS = [
  `create table notification (
     notification_id uuid primary key,
     alert_id uuid not null unique,
     origin_alert_id text not null,
     origin text not null,
     version int not null,
     category text not null,
     urgency text not null,
     status text not null,
     reason text not null,
     at timestamptz(3) not null,
     received_at timestamptz(3) not null,
     state text not null check (state in ('new', 'acknowledged', 'closed')),
     withdrawn boolean not null,
     acknowledged_by text,
     acknowledged_as text,
     acknowledged_at timestamptz(3),
     outcome text,
     closed_at timestamptz(3),
     displayed_version int,
     level text not null check (level in ('desk', 'supervisor', 'national-centre')),
     clocks jsonb not null,
     anchor timestamptz(3),
     elapsed_seconds double precision not null,
     done_seconds double precision not null,
     next_step text,
     next_step_at timestamptz(3),
     nobody_notified boolean not null,
     check ((anchor is null) = (state <> 'new' or withdrawn)),
     check ((next_step is null) = (next_step_at is null)),
     check (next_step is null or anchor is not null)
   )`,
  `create index notification_listed on notification (received_at, notification_id)`,
  `create index notification_open on notification (received_at) where state <> 'closed'`,
  `create index notification_due on notification (next_step_at) where next_step_at is not null`,
  `grant select, insert, update on notification to ${LOGIN}`,
];

/** The journal of the desk and, of it, what its streams send: it is added to and never changed. */
const EVENTS = [
  `create table desk_event (
     seq bigserial primary key,
     at timestamptz(3) not null,
     kind text not null,
     notification_id uuid references notification,
     alert_id uuid,
     version int,
     category text,
     urgency text,
     status text,
     by text,
     role text,
     post text,
     level text,
     reason text,
     receipt text,
     nation text,
     clause text,
     seen_at timestamptz(3)
   )`,
  `create index desk_event_of_notification on desk_event (notification_id, seq)`,
  `create index desk_event_at on desk_event (at)`,
  `grant select, insert on desk_event to ${LOGIN}`,
  `grant usage on sequence desk_event_seq_seq to ${LOGIN}`,
];

const ESCALATION = [
  `create table page (
     page_id uuid primary key,
     notification_id uuid not null references notification,
     level text not null,
     channel text not null,
     address text not null,
     reference text not null,
     priority text not null,
     at timestamptz(3) not null,
     attempts int not null,
     due_at timestamptz(3) not null
   )`,
  `create index page_due on page (due_at)`,
  `create index page_of_notification on page (notification_id)`,
  `create table presence (
     stream_id uuid primary key,
     roles text[] not null,
     seen_at timestamptz not null default now()
   )`,
  `create table last_look (
     single boolean primary key default true check (single),
     at timestamptz(3) not null
   )`,
  `grant select, insert, update, delete on page, presence to ${LOGIN}`,
  `grant select, insert, update on last_look to ${LOGIN}`,
];
