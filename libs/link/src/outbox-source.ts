import { type LogBounds, sleep } from '@passerelle/kafka';
import type { OutboxPort, OutboxRow } from './outbox-port.js';
import type { SourceRecord } from './records.js';
import type { LinkSource, PartitionsListener, SourcePartition, SourceRead } from './source.js';

export interface OutboxSourceOptions {
  port: OutboxPort;
  /** the destination topic whose rows are carried */
  name: string;
  /** how long a row may wait when nobody called wake() */
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

  constructor(private readonly options: OutboxSourceOptions) {}

  /** Call it after a commit that wrote rows for this destination, and they leave at once. */
  wake(): void {
    this.awake.abort();
  }

  start(listener: PartitionsListener): Promise<void> {
    listener.assigned([0], true);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.wake();
    return Promise.resolve();
  }

  open(): Promise<SourcePartition> {
    return Promise.resolve(new OutboxPartition(this.options, () => this.idle()));
  }

  /**
   * Two instances must not fence each other for ever, and no group says whose turn it is: the fenced one stands by
   * while the other's pruning shows progress, and takes over when rows wait and it has stalled. Rows without a number
   * wait too: it may stand still in the transaction that was to number them.
   */
  async afterFencing(_partition: number, signal: AbortSignal): Promise<void> {
    const { port, name, random = Math.random } = this.options;
    const interval = STALLED_AFTER * (1 + random() / 2);
    const look = async () => ({
      low: (await port.bounds(name)).low,
      waits: (await port.waiting(name, ONE_STAYS + 1)) > ONE_STAYS,
    });
    let before = await look();
    for (let waited = 0; waited < STANDBY_AT_MOST && !signal.aborted; waited += interval) {
      await sleep(interval, signal);
      const now = await look();
      if (now.waits && before.waits && now.low === before.low) return;
      before = now;
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
  private prunable: bigint | undefined;
  private prunedAt = 0;

  constructor(
    private readonly options: OutboxSourceOptions,
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
    const numbered = await port.sequence(name);
    const rows = await port.read(name, next - 1n, maxRecords);
    await this.prune(rows.length === 0);
    const last = rows.at(-1);
    if (!last) {
      if (numbered > 0) await this.requireNotBack(next);
      await this.idle();
      return { records: [], next: from };
    }
    return { records: rows.map((row) => sourceRecord(name, row)), next: new Map([[name, last.seq + 1n]]) };
  }

  carried(next: ReadonlyMap<string, bigint>): void {
    this.prunable = next.get(this.options.name)! - 2n;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Rows that were numbered just now and do not follow the position are numbers given twice: the database was restored
   * under this link. Only an opening can say what becomes of that.
   */
  private async requireNotBack(next: bigint): Promise<void> {
    const { high } = await this.options.port.bounds(this.options.name);
    if (high + 1n < next) throw new Error('the outbox went back behind this link');
  }

  private async prune(idle: boolean): Promise<void> {
    if (this.prunable === undefined || (!idle && performance.now() - this.prunedAt < PRUNE_EVERY)) return;
    await this.options.port.prune(this.options.name, this.prunable);
    this.prunable = undefined;
    this.prunedAt = performance.now();
  }
}

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
