import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'national_node';

/** When urgent messages under an agreement were signed, for the hour that its limit speaks of (docs/adr/0018). */
export class NationalNodeUrgentMessages1790000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of URGENT_MESSAGES) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a limit that both nations signed is not taken back');
  }
}

const URGENT_MESSAGES = [
  `create table urgent_message (
     direction text not null check (direction in ('in', 'out')),
     agreement_id text not null,
     signed_at timestamptz(3) not null
   )`,
  `create index urgent_message_by_hour on urgent_message (direction, agreement_id, signed_at)`,
  `grant select, insert, delete on urgent_message to ${LOGIN}`,
];
