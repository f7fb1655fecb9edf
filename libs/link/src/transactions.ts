import { randomUUID } from 'node:crypto';
import {
  dial,
  type Dialled,
  type KafkaClient,
  NotNow,
  PartitionReader,
  Partitioners,
  type Producer,
  settled,
  within,
} from '@passerelle/kafka';
import { decodePosition, encodePosition, type Position } from './position.js';
import { BARRIER_KEY, POSITION_KEY, SEARCHED } from './position-log.js';
import type { OutputRecord } from './records.js';

export interface TransactionsOptions {
  kafka: KafkaClient;
  /** `<link>.<source partition>` */
  transactionalId: string;
  positionTopic: string;
  partition: number;
  /** how many times as long as usual a transaction may take; default 1 */
  stretch?: number;
}

const PRODUCER_RETRY = {
  initialRetryTime: 4,
  factor: 0.2,
  multiplier: 1.6,
  maxRetryTime: 500,
  retries: 40,
};
const READ_WAIT = 100;
/** Of an opening, what the last part of it may take. */
const READING = 1 / 3;
const CLOSE_PATIENCE = 2_000;

/**
 * The transactions of one source partition (kafka-link §3, rules 1–5, 8 and 11). After any error this object is
 * worth nothing: close it and open another, which alone can tell whether the last commit arrived.
 */
export class Transactions {
  private isSettled = true;

  private constructor(
    private readonly line: Dialled,
    private readonly producer: Producer,
    private readonly options: TransactionsOptions,
    /** what the position partition held when we took over; null when it holds none */
    readonly stored: Position | null,
    /** what a transaction costs that carries nothing, in milliseconds */
    readonly emptyTook: number,
  ) {}

  /** Fences the predecessor, then writes a barrier and reads the position before it. */
  static async open(options: TransactionsOptions): Promise<Transactions> {
    const line = dial(options.kafka, options.stretch);
    const producer = line.kafka.producer({
      transactionalId: options.transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: line.patience.transaction,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: PRODUCER_RETRY,
    });
    try {
      const { opening } = line.patience;
      const taken = await within(opening, 'taking over', takeOver(producer, options, opening * READING));
      return new Transactions(line, producer, options, taken.stored, taken.emptyTook);
    } catch (error) {
      line.hangUp();
      throw error;
    }
  }

  /** How long a transaction may take. */
  get deadline(): number {
    return this.line.patience.transaction;
  }

  /** Writes outputs and position, all or nothing. An error leaves open which. */
  async commit(outputs: readonly OutputRecord[], position: Position): Promise<void> {
    this.isSettled = false;
    await within(this.deadline, 'a transaction', this.transact(outputs, position));
    this.isSettled = true;
  }

  /** Proves that nobody has taken over since the opening. @throws where somebody has */
  async confirm(): Promise<void> {
    this.isSettled = false;
    await within(this.deadline, 'a barrier', writeBarrier(this.producer, this.options, randomUUID()));
    this.isSettled = true;
  }

  /** In order where all is answered; else at once, so that nothing of ours arrives behind our successor's back. */
  async close(): Promise<void> {
    if (this.isSettled) await settled(CLOSE_PATIENCE, this.producer.disconnect());
    this.line.hangUp();
  }

  private async transact(outputs: readonly OutputRecord[], position: Position): Promise<void> {
    const { positionTopic, partition } = this.options;
    const transaction = await this.producer.transaction();
    await transaction.sendBatch({
      topicMessages: byTopic([
        ...outputs,
        { topic: positionTopic, partition, key: POSITION_KEY, value: encodePosition(position) },
      ]),
    });
    await transaction.commit();
  }
}

interface TakenOver {
  stored: Position | null;
  emptyTook: number;
}

/** The reader connects meanwhile: on a slow line round trips are what an opening costs. */
async function takeOver(
  producer: Producer,
  options: TransactionsOptions,
  readDeadline: number,
): Promise<TakenOver> {
  const { kafka, positionTopic, partition } = options;
  const opening = PartitionReader.open(kafka, [positionTopic], partition);
  opening.catch(() => undefined); // nobody's until it is waited for
  try {
    await producer.connect();
    const nonce = randomUUID();
    const { offset: barrier, took } = await writeBarrier(producer, options, nonce);
    const stored = await readPosition(await opening, { topic: positionTopic, barrier, nonce, readDeadline });
    return { stored, emptyTook: took };
  } finally {
    void opening.then((reader) => reader.close()).catch(() => undefined);
  }
}

/** Everything a predecessor committed lies before its offset. Tells also how long it took, the fencing apart. */
async function writeBarrier(
  producer: Producer,
  options: TransactionsOptions,
  nonce: string,
): Promise<{ offset: bigint; took: number }> {
  const { positionTopic: topic, partition } = options;
  const transaction = await producer.transaction();
  const since = performance.now();
  const [written] = await transaction.send({
    topic,
    messages: [{ partition, key: BARRIER_KEY, value: JSON.stringify({ nonce }) }],
  });
  await transaction.commit();
  return { offset: BigInt(written!.baseOffset!), took: performance.now() - since };
}

interface Sought {
  topic: string;
  barrier: bigint;
  nonce: string;
  readDeadline: number;
}

async function readPosition(reader: PartitionReader, sought: Sought): Promise<Position | null> {
  const { low } = await reader.bounds(sought.topic);
  for (const offsets of SEARCHED) {
    const from = sought.barrier - offsets;
    if (from <= low) break;
    const found = await lastPosition(reader, from, sought);
    if (found) return found;
  }
  return lastPosition(reader, low, sought);
}

/** The last position in `[from, barrier)`, after having seen our own barrier at its offset. */
async function lastPosition(
  reader: PartitionReader,
  from: bigint,
  { topic, barrier, nonce, readDeadline }: Sought,
): Promise<Position | null> {
  const deadline = performance.now() + readDeadline;
  let found: Buffer | null | undefined;
  for (let next = from; performance.now() < deadline;) {
    const fetched = (await reader.fetch(new Map([[topic, next]]), READ_WAIT)).get(topic)!;
    for (const record of fetched.records) {
      if (record.key === POSITION_KEY && record.offset < barrier) found = record.value;
      if (record.offset < barrier) continue;
      if (record.offset > barrier || !String(record.value).includes(nonce)) {
        throw new NotNow('the barrier of this opening is not where the broker said');
      }
      return found === undefined ? null : decodePosition(found);
    }
    next = fetched.next;
  }
  throw new NotNow('the barrier of this opening did not become readable in time');
}

function byTopic(outputs: readonly OutputRecord[]) {
  const topics = new Map<string, OutputRecord[]>();
  for (const output of outputs) {
    const known = topics.get(output.topic);
    if (known) known.push(output);
    else topics.set(output.topic, [output]);
  }
  return [...topics].map(([topic, records]) => ({
    topic,
    messages: records.map(({ partition, key, value, headers }) => ({
      partition,
      key,
      value,
      ...(headers && { headers }),
    })),
  }));
}
