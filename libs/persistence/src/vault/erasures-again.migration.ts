import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The vault keeps how far erasures were read into it, and no more (docs/adr/0012). */
export class VaultErasuresAgain1790000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop table recovery_mark');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table recovery_mark (single boolean primary key default true check (single), beat bigint not null)',
    );
  }
}
