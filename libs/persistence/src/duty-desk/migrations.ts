import type { MigrationInterface, QueryRunner } from 'typeorm';
import { outboxTables, positionTable } from '../link-tables.js';

const LOGIN = 'duty_desk';

const ALERT_FACTS = `
     origin_alert_id text not null,
     origin text not null,
     version int not null,
     category text not null,
     urgency text not null,
     status text not null,
     reason text not null,
     at timestamptz(3) not null`;

export class DutyDesk1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `grant usage on schema duty_desk to ${LOGIN}`,
      `create table notification (
         notification_id uuid primary key,
         alert_id uuid not null unique,
         ${ALERT_FACTS},
         received_at timestamptz(3) not null,
         state text not null check (state in ('new', 'acknowledged')),
         acknowledged_by text,
         acknowledged_at timestamptz(3)
       )`,
      `create index notification_listed on notification (received_at, notification_id)`,
      `create table notification_event (
         seq bigserial primary key,
         notification_id uuid not null references notification,
         alert_id uuid not null,
         ${ALERT_FACTS}
       )`,
      `grant select, insert, update on notification to ${LOGIN}`,
      `grant select, insert on notification_event to ${LOGIN}`,
      `grant usage on sequence notification_event_seq_seq to ${LOGIN}`,
      ...outboxTables(LOGIN),
      ...positionTable(LOGIN),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration of a schema is not taken back: drop the schema');
  }
}
