import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'national_node_vault';

export class Vault1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant usage on schema vault to ${LOGIN}`);
    await runner.query(`create table data_key (alert_id uuid primary key, key bytea not null)`);
    await runner.query(`grant select, insert, delete on data_key to ${LOGIN}`);
  }

  async down(): Promise<void> {
    throw new Error('the first migration of a schema is not taken back: drop the schema');
  }
}
