/** Watchlists, own and foreign. As with alerts, content is only ever bytes under a data key of the vault. */
export const watchlistTables = (login: string): string[] => [
  `create table watchlist_entry (
     entry_id uuid primary key,
     list text not null,
     origin text not null,
     origin_jti text,
     state text not null check (state in ('active', 'removed', 'expired')),
     version int not null,
     category text not null,
     urgency text not null,
     handling text not null,
     status text not null,
     expires_at timestamptz(3) not null,
     stored_at timestamptz(3) not null,
     updated_at timestamptz(3) not null,
     removal_reason text,
     erased_at timestamptz(3),
     agreement_hash text,
     document bytea,
     unique (origin, origin_jti)
   )`,
  `create index watchlist_entry_listed on watchlist_entry (list, stored_at, entry_id)`,
  `create index watchlist_entry_expiring on watchlist_entry (expires_at) where state = 'active'`,
  `create index watchlist_entry_unerased on watchlist_entry (updated_at)
     where state <> 'active' and erased_at is null`,
  `create table watchlist_share (
     jti text primary key,
     entry_id uuid not null references watchlist_entry,
     agreement_id text not null,
     partner text not null,
     ver int not null,
     state text not null check (state in ('open', 'withdrawn')),
     maybe_released boolean not null
   )`,
  `create unique index watchlist_share_open on watchlist_share (entry_id, partner) where state = 'open'`,
  `create index watchlist_share_of_entry on watchlist_share (entry_id)`,
  `grant select, insert, update on watchlist_entry, watchlist_share to ${login}`,
  ...BLOCKS,
  `grant select, insert on watchlist_block, watchlist_message, watchlist_receipt, watchlist_receipt_entry to ${login}`,
  `grant update (outcome, clause, reason) on watchlist_message to ${login}`,
  `grant usage on sequence watchlist_receipt_id_seq to ${login}`,
  // Keyed hashes of numbers, there only while the entry matches.
  `create table watchlist_lookup (
     kind text not null,
     mac bytea not null,
     entry_id uuid not null references watchlist_entry,
     primary key (kind, mac, entry_id)
   )`,
  `create index watchlist_lookup_of_entry on watchlist_lookup (entry_id)`,
  `grant select, insert, delete on watchlist_lookup to ${login}`,
  ...IMPORTS,
  `grant select, insert, update on bulk_import to ${login}`,
];

/** Blocks, the entries in them and the receipts about them are evidence: the service only adds. */
const BLOCKS = [
  `create table watchlist_block (
     iss text not null,
     jti text not null,
     list text not null,
     partner text not null,
     digest text not null,
     direction text not null check (direction in ('in', 'out')),
     token_jwt text not null,
     release_jwt text,
     agreement_hash text,
     at timestamptz(3) not null,
     primary key (iss, jti)
   )`,
  `create table watchlist_message (
     iss text not null,
     jti text not null,
     ver int not null,
     entry_id uuid not null references watchlist_entry,
     block_jti text not null,
     act text not null,
     digest text not null,
     disclosures bytea,
     outcome text check (outcome in ('released', 'withheld')),
     clause text,
     reason text,
     primary key (iss, jti, ver)
   )`,
  `create index watchlist_message_of_entry on watchlist_message (entry_id)`,
  `create index watchlist_message_of_block on watchlist_message (iss, block_jti)`,
  `create table watchlist_receipt (
     id bigserial primary key,
     iss text not null,
     block_jti text not null,
     kind text not null,
     at timestamptz(3) not null,
     by_nation text not null,
     by_role text not null,
     token text not null,
     digest text not null unique,
     direction text not null check (direction in ('in', 'out'))
   )`,
  `create index watchlist_receipt_of_block on watchlist_receipt (iss, block_jti)`,
  `create table watchlist_receipt_entry (
     receipt_id bigint not null references watchlist_receipt,
     entry_id uuid not null references watchlist_entry,
     clause text,
     reason text,
     primary key (receipt_id, entry_id)
   )`,
  `create index watchlist_receipt_entry_of_entry on watchlist_receipt_entry (entry_id)`,
];

const IMPORTS = [
  `create table bulk_import (
     import_id uuid primary key,
     subject text not null,
     key_mac text not null,
     target text not null,
     format text not null,
     state text not null check (state in ('running', 'done')),
     lines int not null,
     stored int not null,
     refused int not null,
     errors jsonb not null,
     chain_mac text not null,
     started_at timestamptz(3) not null,
     updated_at timestamptz(3) not null,
     unique (subject, key_mac)
   )`,
];
