import type { EntityManager } from 'typeorm';

/** PostgreSQL types of the columns, by the property that holds each (`storedAt` is `stored_at`). */
export type ColumnTypes<T> = { readonly [K in keyof T]-?: string };

const columnOf = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `stored_at as "storedAt", …` */
export const selected = (types: object, table: string): string =>
  Object.keys(types)
    .map((property) => `${table}.${columnOf(property)} as "${property}"`)
    .join(', ');

const arraysOf = (types: object, rows: readonly object[]): unknown[] =>
  Object.keys(types).map((property) => rows.map((row) => (row as Record<string, unknown>)[property]));

const unnested = (types: Record<string, string>): string =>
  `unnest(${Object.values(types)
    .map((type, index) => `$${index + 1}::${type}[]`)
    .join(', ')})`;

/** Inserts rows in one statement; `conflict` is its `on conflict` clause. */
export async function insertAll<T extends object>(
  manager: EntityManager,
  table: string,
  types: ColumnTypes<T>,
  rows: readonly T[],
  conflict = '',
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(types).map(columnOf).join(', ');
  await manager.query(
    `insert into ${table} (${names}) select * from ${unnested(types)} ${conflict}`,
    arraysOf(types, rows),
  );
}

/** Writes the members `changed` of rows found by `keys`, in one statement. */
export async function updateAll<T extends object>(
  manager: EntityManager,
  table: string,
  types: Partial<ColumnTypes<T>>,
  keys: readonly (keyof T & string)[],
  rows: readonly T[],
): Promise<void> {
  if (rows.length === 0) return;
  const known = types as Record<string, string>;
  const names = Object.keys(known);
  const changed = names.filter((name) => !(keys as readonly string[]).includes(name)).map(columnOf);
  await manager.query(
    `update ${table} as held set ${changed.map((name) => `${name} = given.${name}`).join(', ')}
     from ${unnested(known)} as given (${names.map(columnOf).join(', ')})
     where ${keys.map((key) => `held.${columnOf(key)} = given.${columnOf(key)}`).join(' and ')}`,
    arraysOf(known, rows),
  );
}
