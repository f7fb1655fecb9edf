import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'duty_desk';

/** Officers' sessions of the console. Nobody who reads the table can use or read one. */
export class DutyDeskSessions1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table officer_session (
         key text primary key,
         sealed text not null,
         started_at timestamptz(3) not null,
         ends_at timestamptz(3) not null
       )`,
      `create index officer_session_ending on officer_session (ends_at)`,
      `grant select, insert, update, delete on officer_session to ${LOGIN}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table officer_session');
  }
}
