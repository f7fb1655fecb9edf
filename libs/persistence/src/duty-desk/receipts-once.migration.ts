import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A receipt that the node tells twice, because it was restored, stands in the journal once (docs/adr/0013). */
export class DutyDeskReceiptsOnce1790000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table desk_event add column receipt_id text');
    await runner.query(
      `create unique index desk_event_receipt on desk_event (nation, receipt_id) where receipt_id is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table desk_event drop column receipt_id');
  }
}
