import type { MigrationInterface, QueryRunner } from 'typeorm';
import { leafOf } from './leaf.js';

const LOGIN = 'national_node';

/**
 * What a reconciliation of watchlists needs (docs/adr/0014): digests of what stands on either side, in the order they
 * are compared in, and what became of every block.
 */
export class NationalNodeExchangedEntries1790000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ENTRIES, ...SHARES, ...BLOCKS, ...RECONCILIATIONS])
      await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('what was compared and signed under it is not taken back');
  }
}

/** Ids are compared byte by byte, as the digests of both nations are taken. */
const ENTRIES = [
  `alter table watchlist_entry
     add column digest text,
     alter column origin_jti type text collate "C"`,
  `alter table watchlist_entry add column leaf int generated always as (${leafOf('origin_jti')}) stored`,
  `update watchlist_entry entry set digest = message.digest from watchlist_message message
   where message.iss = entry.origin and message.jti = entry.origin_jti and message.ver = entry.version`,
  `alter table watchlist_entry drop constraint watchlist_entry_origin_origin_jti_key`,
  `create unique index watchlist_entry_foreign on watchlist_entry (origin, leaf, origin_jti)
     include (version, digest, expires_at) where origin_jti is not null`,
  `drop index watchlist_entry_listed`,
  `create index watchlist_entry_listed on watchlist_entry (list, origin, stored_at, entry_id)`,
];

const SHARES = [
  `alter table watchlist_share
     add column digest text,
     add column expires_at timestamptz(3),
     add column excepted boolean not null default false,
     alter column jti type text collate "C"`,
  `alter table watchlist_share add column leaf int generated always as (${leafOf('jti')}) stored`,
  `update watchlist_share share set digest = message.digest, expires_at = entry.expires_at,
     excepted = message.outcome is distinct from 'released'
   from watchlist_message message join watchlist_entry entry using (entry_id)
   where message.jti = share.jti and message.ver = share.ver and message.iss = entry.origin`,
  `create index watchlist_share_standing on watchlist_share (partner, leaf, jti)
     include (ver, digest, expires_at) where not excepted`,
  `create index watchlist_share_excepted on watchlist_share (partner, leaf, jti) where excepted`,
];

/** A block is decided as a whole, mostly as expected: only what differs is written down entry by entry. */
const BLOCKS = [
  `alter table watchlist_message
     add column expires_at timestamptz(3),
     add column answer text check (answer in ('refused')),
     add column element text,
     alter column jti type text collate "C"`,
  `update watchlist_message message set expires_at = entry.expires_at from watchlist_entry entry
   where entry.entry_id = message.entry_id`,
  `grant update (answer) on watchlist_message to ${LOGIN}`,
  `alter table watchlist_block
     add column expected boolean not null default false,
     add column resent boolean not null default false,
     add column expires_at timestamptz(3),
     add column decided_at timestamptz(3),
     add column released_at timestamptz(3),
     add column answer text check (answer in ('delivered', 'refused', 'accounted'))`,
  `update watchlist_block block
   set expires_at = carried.expires_at, decided_at = carried.decided_at, released_at = carried.released_at,
     answer = (select receipt.kind from watchlist_receipt receipt
               where receipt.iss = block.iss and receipt.block_jti = block.jti and receipt.direction = 'in'
                 and receipt.kind in ('delivered', 'refused') order by receipt.id limit 1)
   from (select message.iss, message.block_jti, max(message.expires_at) as expires_at,
                max(sent.at) filter (where message.outcome is not null) as decided_at,
                max(sent.at) filter (where message.outcome = 'released') as released_at
         from watchlist_message message
         join watchlist_block sent on sent.iss = message.iss and sent.jti = message.block_jti
         where sent.direction = 'out' group by message.iss, message.block_jti) carried
   where carried.iss = block.iss and carried.block_jti = block.jti`,
  `grant update (agreement_hash, decided_at, released_at, answer) on watchlist_block to ${LOGIN}`,
  `create index watchlist_block_undecided on watchlist_block (partner)
     where direction = 'out' and decided_at is null`,
  `create index watchlist_block_unanswered on watchlist_block (partner, released_at)
     where direction = 'out' and released_at is not null and answer is null`,
  // Versions that a later block carried once more; the first one stands in the message itself.
  `create table watchlist_resent (
     iss text not null,
     block_jti text not null,
     jti text collate "C" not null,
     ver int not null,
     primary key (iss, block_jti, jti)
   )`,
  `create index watchlist_resent_message on watchlist_resent (iss, jti, ver)`,
  `grant select, insert on watchlist_resent to ${LOGIN}`,
];

/** What the partner signed of a range that both held alike: insert only. */
const RECONCILIATIONS = [
  `create table reconciliation_proof (
     reconciliation_id text not null references reconciliation,
     range text not null,
     count int not null,
     dig text not null,
     statement text not null,
     primary key (reconciliation_id, range)
   )`,
  `grant select, insert on reconciliation_proof to ${LOGIN}`,
];
