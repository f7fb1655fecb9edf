/**
 * What every schema has whose service writes to Kafka or reads from it. Used by migrations only, and like them never
 * changed: a change is a new migration of each schema.
 */
export function outboxTables(login: string): string[] {
  return [
    `create table outbox (
       id bigserial primary key,
       destination text not null,
       partition int not null,
       key text not null,
       value bytea not null,
       headers jsonb not null,
       created_at timestamptz(3) not null default now(),
       seq bigint
     )`,
    `create index outbox_unsequenced on outbox (destination, id) where seq is null`,
    `create unique index outbox_sequenced on outbox (destination, seq) where seq is not null`,
    `create sequence outbox_seq`,
    `create table outbox_pruned (destination text primary key, up_to bigint not null)`,
    `create table database_epoch (
       single boolean primary key default true check (single),
       epoch uuid not null default gen_random_uuid()
     )`,
    `insert into database_epoch default values`,
    `grant select, insert, update, delete on outbox to ${login}`,
    `grant usage on sequence outbox_id_seq, outbox_seq to ${login}`,
    `grant select, insert, update on outbox_pruned to ${login}`,
    `grant select on database_epoch to ${login}`,
  ];
}

export function positionTable(login: string): string[] {
  return [
    `create table consumer_position (
       topic text not null,
       partition int not null,
       topic_id text,
       next_offset bigint not null,
       primary key (topic, partition)
     )`,
    `grant select, insert, update on consumer_position to ${login}`,
  ];
}

/** Requests that are done once per key; see `IdempotencyRepository`. */
export function idempotencyTable(login: string): string[] {
  return [
    `create table idempotency (
       subject text not null,
       key_mac text not null,
       body_mac text not null,
       status int,
       body jsonb,
       etag text,
       at timestamptz(3) not null,
       primary key (subject, key_mac)
     )`,
    `create index idempotency_age on idempotency (at)`,
    `grant select, insert, update, delete on idempotency to ${login}`,
  ];
}
