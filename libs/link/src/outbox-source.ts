import { type LogBounds, sleep } from '@passerelle/kafka';
import type { OutboxPort, OutboxRow } from './outbox-port.js';
import { recordDigest } from './position.js';
import type { SourceRecord } from './records.js';
import type { LinkSource, PartitionsListener, SourcePartition, SourceRead } from './source.js';

export interface OutboxSourceOptions {
  port: OutboxPort;
  /** the destination topic whose rows are carried */
  name: string;
  /** how long a row may wait when nobody said that it is there */
  pollMilliseconds: number;
  random?: () => number;
}

const PRUNE_EVERY = 1_000;
/** The last row that was carried: its digest proves at the next opening that nobody moved the position. */
const ONE_STAYS = 1;
/** Twice this, and half as much again, until a standby takes over: with the opening well below ten seconds. */
const STALLED_AFTER = 2_000;
/** A standby looks for itself after this at the latest: the very first row of an outbox shows no progress. */
const STANDBY_AT_MOST = 300_000;

/** The rows of one outbox in commit order: one source partition, number 0. */
export class OutboxSource implements LinkSource {
  private awake = new AbortController();
  private standsBy = false;
  /** the highest number that was seen */
  private highest = 0n;

  constructor(private readonly options: OutboxSourceOptions) {}

  /** Call it after a commit that wrote rows for this destination: they leave at once, through whoever reads them. */
  wake(): void {
    if (this.standsBy)
      this.options.port.knock(this.options.name).catch(() => {}); // the reader's poll finds them
    else this.awake.abort();
  }

  /** Call it when another instance says that it wrote rows. */
  heard(): void {
    this.awake.abort();
  }

  start(listener: PartitionsListener): Promise<void> {
    listener.assigned([0], true);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.awake.abort();
    return Promise.resolve();
  }

  open(): Promise<SourcePartition> {
    const seen = (seq: bigint): void => {
      if (seq > this.highest) this.highest = seq;
    };
    return Promise.resolve(new OutboxPartition(this.options, seen, () => this.idle()));
  }

  /**
   * Two instances must not fence each other for ever, and no group says whose turn it is: the fenced one stands by
   * while the other's pruning shows progress, and takes over when rows wait and it has stalled. Rows without a number
   * wait too: it may stand still in the transaction that was to number them. Where the outbox went back it takes over
   * at once, so that an opening says so.
   */
  async afterFencing(_partition: number, signal: AbortSignal): Promise<void> {
    const { port, name, random = Math.random } = this.options;
    const interval = STALLED_AFTER * (1 + random() / 2);
    const look = async () => ({
      ...(await port.bounds(name)),
      waits: (await port.waiting(name, ONE_STAYS + 1)) > ONE_STAYS,
    });
    this.standsBy = true;
    try {
      let before = await look();
      for (let waited = 0; waited < STANDBY_AT_MOST && !signal.aborted; waited += interval) {
        await sleep(interval, signal);
        const now = await look();
        if (now.high < before.high || now.high < this.highest) return;
        if (now.waits && before.waits && now.low === before.low) return;
        before = now;
      }
    } finally {
      this.standsBy = false;
    }
  }

  /** Until woken or the next poll. */
  private async idle(): Promise<void> {
    await sleep(this.options.pollMilliseconds, this.awake.signal);
    if (this.awake.signal.aborted) this.awake = new AbortController();
  }
}

class OutboxPartition implements SourcePartition {
  readonly logs: readonly string[];
  /** number → digest of the first and the last row that were read last; the row before the next one is among them */
  private lastRead = new Map<bigint, string>();
  private prunable: bigint | undefined;
  private prunedAt = 0;

  constructor(
    private readonly options: OutboxSourceOptions,
    private readonly seen: (seq: bigint) => void,
    private readonly idle: () => Promise<void>,
  ) {
    this.logs = [options.name];
  }

  async bounds(log: string): Promise<LogBounds> {
    const { port } = this.options;
    const [incarnation, { low, high }] = [await port.epoch(), await port.bounds(log)];
    return { incarnation, low, high: high + 1n };
  }

  async read(from: ReadonlyMap<string, bigint>, maxRecords: number): Promise<SourceRead> {
    const { port, name } = this.options;
    const next = from.get(name)!;
    await port.sequence(name);
    const rows = await this.rowsFrom(next, maxRecords);
    await this.prune(rows.length === 0);
    const last = rows.at(-1);
    if (!last) {
      await this.idle();
      return { records: [], next: from };
    }
    this.seen(last.seq);
    this.lastRead = new Map([rows[0]!, last].map((row) => [row.seq, recordDigest(row)]));
    return { records: rows.map((row) => sourceRecord(name, row)), next: new Map([[name, last.seq + 1n]]) };
  }

  carried(next: ReadonlyMap<string, bigint>): void {
    this.prunable = next.get(this.options.name)! - 2n;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * What follows the row that was read before, which is still there: nothing is pruned that is not carried, and the last
   * carried row stays. Where it is gone or another one, the database went back under this link, and numbers are given
   * twice; only an opening can say what becomes of that.
   */
  private async rowsFrom(next: bigint, maxRecords: number): Promise<OutboxRow[]> {
    const { port, name } = this.options;
    const digest = this.lastRead.get(next - 1n);
    if (digest === undefined) {
      const rows = await port.read(name, next - 1n, maxRecords);
      if (rows.length === 0 && (await port.bounds(name)).high + 1n < next) throw wentBack();
      return rows;
    }
    const [before, ...rows] = await port.read(name, next - 2n, maxRecords + 1);
    if (before?.seq !== next - 1n || recordDigest(before) !== digest) throw wentBack();
    return rows;
  }

  private async prune(idle: boolean): Promise<void> {
    if (this.prunable === undefined || (!idle && performance.now() - this.prunedAt < PRUNE_EVERY)) return;
    await this.options.port.prune(this.options.name, this.prunable);
    this.prunable = undefined;
    this.prunedAt = performance.now();
  }
}

const wentBack = (): Error => new Error('the outbox went back behind this link');

const sourceRecord = (topic: string, row: OutboxRow): SourceRecord => ({
  topic,
  partition: 0,
  offset: row.seq,
  key: row.key,
  value: row.value,
  headers: row.headers,
  timestamp: row.createdAt,
  destinationPartition: row.partition,
});
