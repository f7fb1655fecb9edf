import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'national_node';

/** What a restored node keeps in the end (docs/adr/0012): less than was prepared for it. */
export class NationalNodeErasuresAgain1790000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `drop table resealed_content`,
      // The life of the database in which partners were last asked what is missing.
      `alter table recovery_mark drop column beat`,
      // What was erased in another life must not come back, whenever it comes by.
      `revoke delete on erased_subject from ${LOGIN}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      `grant delete on erased_subject to ${LOGIN}`,
      `alter table recovery_mark add column beat bigint not null default 0`,
      `create table resealed_content (place text primary key, subject uuid not null, content bytea not null)`,
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
