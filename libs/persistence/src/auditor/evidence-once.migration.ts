import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A step that a restored service tells again stands in the history once (docs/adr/0013). */
export class AuditorEvidenceOnce1790000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `alter table history_event add column evidence_id uuid`,
      `update history_event set evidence_id = (body ->> 'id')::uuid where kind <> 'unreadable'`,
      `create unique index history_event_once on history_event (source_topic, source_partition, evidence_id)
         where evidence_id is not null`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table history_event drop column evidence_id');
  }
}
