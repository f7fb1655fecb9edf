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
      // The life of the database in which partners were last asked what is missing.
      `create table recovery_mark (
         single boolean primary key default true check (single),
         epoch uuid not null
       )`,
      // What was erased in another life must not come back, whenever it comes by; with the time it was erased.
      `create table erased_subject (id uuid primary key, at timestamptz(3) not null)`,
      `grant select, insert, update on recovery_mark to ${LOGIN}`,
      `grant select, insert on erased_subject to ${LOGIN}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      `drop table recovery_mark, erased_subject`,
      `alter table receipt drop column receipt_jti`,
      `alter table watchlist_receipt drop column receipt_jti`,
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
