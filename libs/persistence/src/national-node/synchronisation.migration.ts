import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'national_node';

/** How far a walk over the own lists for a partner has come (docs/adr/0014). */
export class NationalNodeSynchronisations1790000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of SYNCHRONISATIONS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('what was verified under it is not taken back');
  }
}

const SYNCHRONISATIONS = [
  `create index watchlist_entry_own on watchlist_entry (list, entry_id)
     where origin_jti is null and state = 'active'`,
  `create table synchronisation (
     id text primary key,
     partner text not null,
     cause text not null check (cause in ('agreement', 'asked')),
     agreement_hash text not null,
     state text not null check (state in ('walking', 'verifying', 'complete', 'superseded')),
     started_at timestamptz(3) not null,
     due_at timestamptz(3) not null,
     walked_at timestamptz(3),
     ended_at timestamptz(3),
     list text,
     after_entry uuid,
     seen int not null default 0,
     shared int not null default 0,
     taken_back int not null default 0,
     withheld int not null default 0,
     reconciliation_id text references reconciliation
   )`,
  `create unique index synchronisation_running on synchronisation (partner)
     where state in ('walking', 'verifying')`,
  `create index synchronisation_listed on synchronisation (partner, started_at)`,
  `grant select, insert, update on synchronisation to ${LOGIN}`,
];
