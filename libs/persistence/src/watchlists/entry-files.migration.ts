import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What files of changes and whole lists need (docs/adr/0014): own entries found by their national reference. */
export class NationalNodeEntryFiles1790000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ENTRIES, ...IMPORTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('what was imported under it is not taken back');
  }
}

/** What was stored before has none until its next version. */
const ENTRIES = [
  'alter table watchlist_entry add column reference_mac bytea',
  `create index watchlist_entry_referenced on watchlist_entry (list, reference_mac)
     where reference_mac is not null`,
];

const IMPORTS = [
  `alter table bulk_import
     add column mode text not null default 'changes' check (mode in ('changes', 'complete')),
     add column added int not null default 0,
     add column updated int not null default 0,
     add column removed int not null default 0,
     add column unchanged int not null default 0,
     add column not_removed text`,
  `update bulk_import set added = stored`,
];
