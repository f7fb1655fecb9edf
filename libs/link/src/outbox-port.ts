/** A sequenced outbox row. */
export interface OutboxRow {
  seq: bigint;
  partition: number;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
  createdAt: Date;
}

/** The outbox of one schema (persistence: OutboxRepository). README.md has the SQL and why it is so. */
export interface OutboxPort {
  /** which life of the database this is; another one after a restore */
  epoch(): Promise<string>;
  /** Numbers committed rows that have none yet, in id order, and tells how many; none while another instance is at it. */
  sequence(destination: string): Promise<number>;
  /** Numbered rows after `after`, at most `limit`, in order. */
  read(destination: string, after: bigint, limit: number): Promise<OutboxRow[]>;
  /** Lowest number that may still be asked for and highest one given; `high < low` when nothing is left. */
  bounds(destination: string): Promise<{ low: bigint; high: bigint }>;
  /** How many rows there are, numbered or not, carried and not pruned yet included; counts to `most` only. */
  waiting(destination: string, most: number): Promise<number>;
  /** Tells the instance that reads this outbox, wherever it runs, that rows wait. */
  knock(destination: string): Promise<void>;
  /** Deletes what was carried, up to and with `upTo`. */
  prune(destination: string, upTo: bigint): Promise<void>;
}
