import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'national_node_vault';

/** The vault's own copy of what the node had read, so that a vault that is restored alone says so (docs/adr/0012). */
export class VaultRestore1790000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table consumer_position (
         topic text not null,
         partition int not null,
         topic_id text,
         next_offset bigint not null,
         primary key (topic, partition)
       )`,
      `grant select, insert, update on consumer_position to ${LOGIN}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table consumer_position');
  }
}
