import type { MigrationInterface, QueryRunner } from 'typeorm';
import { positionTable } from '../link-tables.js';

const LOGIN = 'auditor';

/** History is evidence: the service adds to it and reads it, nothing else. */
export class Auditor1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `grant usage on schema auditor to ${LOGIN}`,
      `create table history_event (
         id bigserial primary key,
         at timestamptz(3) not null,
         kind text not null,
         nation text not null,
         alert_id uuid,
         iss text,
         jti text,
         version int,
         digest text not null,
         decision_digest text,
         source_topic text not null,
         source_partition int not null,
         source_offset bigint not null,
         body jsonb not null,
         unique (source_topic, source_partition, source_offset)
       )`,
      `create index history_event_at on history_event (at, id)`,
      `create index history_event_of_alert on history_event (alert_id) where alert_id is not null`,
      `create index history_event_of_message on history_event (jti, iss)`,
      `create table decision_record (digest text primary key, body jsonb not null)`,
      `grant select, insert on history_event, decision_record to ${LOGIN}`,
      `grant usage on sequence history_event_id_seq to ${LOGIN}`,
      ...positionTable(LOGIN),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration of a schema is not taken back: drop the schema');
  }
}
