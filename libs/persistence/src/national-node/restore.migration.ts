import type { MigrationInterface, QueryRunner } from 'typeorm';

const LOGIN = 'national_node';

/** `jti` out of the payload of a stored token, base64url. */
const JTI = `convert_from(decode(rpad(translate(split_part(token, '.', 2), '-_', '+/'),
  (length(split_part(token, '.', 2)) + 3) / 4 * 4, '='), 'base64'), 'UTF8')::jsonb ->> 'jti'`;

/** What a node needs to be restored and to do nothing twice (docs/adr/0012, 0013). */
export class NationalNodeRestore1790000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...['receipt', 'watchlist_receipt'].flatMap((table) => [
        `alter table ${table} add column receipt_jti text`,
        `update ${table} set receipt_jti = ${JTI}`,
        `alter table ${table} alter column receipt_jti set not null`,
        `create unique index ${table}_once on ${table} (by_nation, receipt_jti)`,
      ]),
      // How far the last recovery came: vault and main database are moved on together, the vault first.
      `create table recovery_mark (
         single boolean primary key default true check (single),
         beat bigint not null,
         epoch uuid not null
       )`,
      // Only while a restored database reads again: what must not come back, with the time it was erased.
      `create table erased_subject (id uuid primary key, at timestamptz(3) not null)`,
      `grant select, insert, update on recovery_mark to ${LOGIN}`,
      `grant select, insert, delete on erased_subject to ${LOGIN}`,
      // Content whose data key the vault has lost, under another key. What it was first sealed into is never changed.
      `create table resealed_content (place text primary key, subject uuid not null, content bytea not null)`,
      `create index resealed_content_of on resealed_content (subject)`,
      `grant select, insert, update on resealed_content to ${LOGIN}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      `drop table recovery_mark, erased_subject, resealed_content`,
      `alter table receipt drop column receipt_jti`,
      `alter table watchlist_receipt drop column receipt_jti`,
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
