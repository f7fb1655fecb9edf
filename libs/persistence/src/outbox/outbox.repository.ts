import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { appendToOutbox, onCommitted } from '../transaction.js';
import type { OutboxRecord } from './outbox-record.js';

/** A sequenced outbox row, as the link reads it. */
export interface SequencedRecord {
  seq: bigint;
  partition: number;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
  createdAt: Date;
}

const CHANNEL = 'outbox';
const LISTEN_AGAIN_MS = 1_000;

/** Rows sequenced at once; bounds the transaction after a long outage. */
const SEQUENCE_BATCH = 5_000;

const SEQUENCE_SQL = `
  update outbox set seq = numbered.seq
  from (
    select pending.id, nextval('outbox_seq') as seq
    from (select id from outbox where destination = $1 and seq is null order by id limit ${SEQUENCE_BATCH}) pending
  ) numbered
  where outbox.id = numbered.id and outbox.seq is null`;

const BOUNDS_SQL = `
  select coalesce(pruned.up_to, 0) + 1 as low,
         greatest(coalesce(pruned.up_to, 0), (select max(seq) from outbox where destination = $1)) as high
  from (select (select up_to from outbox_pruned where destination = $1) as up_to) pruned`;

/**
 * The outbox of one schema: written with the change it announces, read by the link in commit order.
 *
 * Rows of overlapping transactions become visible out of id order. The link therefore has them numbered first
 * (`sequence`) and reads by that number, which no later row can fall below.
 */
export class OutboxRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Publishes with the transaction of withTransaction. Lock the row of the subject before: that keeps the records of
   * one subject in order.
   */
  append(manager: EntityManager, record: OutboxRecord): Promise<void> {
    appendToOutbox(manager, record);
    return Promise.resolve();
  }

  /** Calls `wake` after each commit of this process that wrote to the destination; returns how to stop that. */
  onCommitted(destination: string, wake: () => void): () => void {
    return onCommitted(this.dataSource, destination, wake);
  }

  /** Tells the instance that reads this outbox that rows wait (PostgreSQL NOTIFY); not in the writer's transaction. */
  async knock(destination: string): Promise<void> {
    await this.dataSource.query('select pg_notify($1, $2)', [CHANNEL, destination]);
  }

  /**
   * Calls `heard` with the destination whenever an instance knocks, until the signal aborts and through lost connections.
   * Notifications are no queue: what is missed, a poll must find.
   */
  async listen(heard: (destination: string) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#listenOnce(heard, signal).catch(() => {}); // a database that is away is told by readiness
      await sleep(LISTEN_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** As long as its connection lasts, which is none of the pool's. */
  async #listenOnce(heard: (destination: string) => void, signal: AbortSignal): Promise<void> {
    const { url, applicationName } = this.dataSource.options as { url: string; applicationName: string };
    const client = new Client({ connectionString: url, application_name: applicationName, keepAlive: true });
    client.on('notification', ({ payload = '' }) => heard(payload));
    client.on('error', () => {}); // the wait below fails with the first; one that follows it is nobody's
    try {
      await client.connect();
      await Promise.all([once(client, 'end', { signal }), client.query(`listen ${CHANNEL}`)]);
    } finally {
      await client.end();
    }
  }

  /** Which life of the database this is; another one after a restore. */
  async epoch(): Promise<string> {
    const [row] = await this.dataSource.query<{ epoch: string }[]>('select epoch from database_epoch');
    if (row === undefined) throw new Error('the schema has no epoch: its migrations did not run');
    return row.epoch;
  }

  /** Numbers the committed rows that have no number yet, and returns how many. Where another instance is at it, none. */
  async sequence(destination: string): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ mine: boolean }[]>(
        `select pg_try_advisory_xact_lock(hashtextextended('outbox ' || current_schema() || ' ' || $1, 0)) as mine`,
        [destination],
      );
      if (!lock?.mine) return 0;
      const [, numbered] = await manager.query<[unknown, number]>(SEQUENCE_SQL, [destination]);
      return numbered;
    });
  }

  /** Numbered rows after `after`, at most `limit`, in order. */
  async read(destination: string, after: bigint, limit: number): Promise<SequencedRecord[]> {
    const rows = await this.dataSource.query<(Omit<SequencedRecord, 'seq'> & { seq: string })[]>(
      `select seq, partition, key, value, headers, created_at as "createdAt"
       from outbox where destination = $1 and seq > $2 order by seq limit $3`,
      [destination, after.toString(), limit],
    );
    return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }));
  }

  /** Lowest number that may still be asked for and highest one given; `high < low` when nothing is left. */
  async bounds(destination: string): Promise<{ low: bigint; high: bigint }> {
    const [row] = await this.dataSource.query<{ low: string; high: string }[]>(BOUNDS_SQL, [destination]);
    return { low: BigInt(row?.low ?? 1), high: BigInt(row?.high ?? 0) };
  }

  /** How many rows are kept for the destination, published ones not pruned yet included; counts to `most` only. */
  async waiting(destination: string, most: number): Promise<number> {
    const [row] = await this.dataSource.query<{ count: string }[]>(
      'select count(*) from (select 1 from outbox where destination = $1 limit $2) waiting',
      [destination, most],
    );
    return Number(row?.count ?? 0);
  }

  /** Deletes what was published, up to and with `upTo`. */
  async prune(destination: string, upTo: bigint): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query('delete from outbox where destination = $1 and seq <= $2', [
        destination,
        upTo.toString(),
      ]);
      await manager.query(
        `insert into outbox_pruned (destination, up_to) values ($1, $2)
         on conflict (destination) do update set up_to = greatest(outbox_pruned.up_to, excluded.up_to)`,
        [destination, upTo.toString()],
      );
    });
  }
}
