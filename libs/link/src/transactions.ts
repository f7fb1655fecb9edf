import { randomUUID } from 'node:crypto';
import {
  type KafkaClient,
  NotNow,
  PartitionReader,
  Partitioners,
  type Producer,
  settled,
  within,
} from '@passerelle/kafka';
import { decodePosition, encodePosition, type Position } from './position.js';
import type { OutputRecord } from './records.js';

export interface TransactionsOptions {
  kafka: KafkaClient;
  /** `<link>.<source partition>` */
  transactionalId: string;
  positionTopic: string;
  partition: number;
}

/** Below it brokers abort what a dead link left open; every request must be shorter. */
const TRANSACTION_TIMEOUT = 10_000;
const PRODUCER_RETRY = {
  initialRetryTime: 4,
  factor: 0.2,
  multiplier: 1.6,
  maxRetryTime: 500,
  retries: 40,
};
/** Different keys, so that compaction keeps both. */
const BARRIER_KEY = 'barrier';
const POSITION_KEY = 'position';
/** Offsets before the barrier that are searched first; only many openings in a row fill them with barriers. */
const SEARCHED = 64n;
const OPEN_DEADLINE = 45_000;
const READ_WAIT = 100;
const READ_DEADLINE = 15_000;
const CLOSE_PATIENCE = 2_000;

/**
 * The transactions of one source partition (kafka-link §3, rules 1–5, 8 and 11). After any error this object is
 * worth nothing: close it and open another, which alone can tell whether the last commit arrived.
 */
export class Transactions {
  private inFlight: Promise<void> | undefined;

  private constructor(
    private readonly producer: Producer,
    private readonly options: TransactionsOptions,
    /** what the position partition held when we took over; null when it holds none */
    readonly stored: Position | null,
  ) {}

  /** Fences the predecessor, then writes a barrier and reads the position before it. */
  static async open(options: TransactionsOptions): Promise<Transactions> {
    const producer = options.kafka.producer({
      transactionalId: options.transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: TRANSACTION_TIMEOUT,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: PRODUCER_RETRY,
    });
    const opening = takeOver(producer, options);
    try {
      const stored = await within(OPEN_DEADLINE, 'taking over', opening);
      return new Transactions(producer, options, stored);
    } catch (error) {
      await close(producer, opening);
      throw error;
    }
  }

  /** Writes outputs and position, all or nothing. An error leaves open which. */
  commit(outputs: readonly OutputRecord[], position: Position): Promise<void> {
    this.inFlight = this.transact(outputs, position);
    return within(TRANSACTION_TIMEOUT, 'a transaction', this.inFlight);
  }

  /** Proves that nobody has taken over since the opening. @throws where somebody has */
  async confirm(): Promise<void> {
    await within(TRANSACTION_TIMEOUT, 'a barrier', writeBarrier(this.producer, this.options, randomUUID()));
  }

  close(): Promise<void> {
    return close(this.producer, this.inFlight);
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

async function takeOver(producer: Producer, options: TransactionsOptions): Promise<Position | null> {
  await producer.connect();
  const nonce = randomUUID();
  const barrier = await writeBarrier(producer, options, nonce);
  return readPosition(options, barrier, nonce);
}

/** The offset of the barrier: everything a predecessor committed lies before it. */
async function writeBarrier(
  producer: Producer,
  options: TransactionsOptions,
  nonce: string,
): Promise<bigint> {
  const { positionTopic: topic, partition } = options;
  const transaction = await producer.transaction();
  const [written] = await transaction.send({
    topic,
    messages: [{ partition, key: BARRIER_KEY, value: JSON.stringify({ nonce }) }],
  });
  await transaction.commit();
  return BigInt(written!.baseOffset!);
}

async function readPosition(
  options: TransactionsOptions,
  barrier: bigint,
  nonce: string,
): Promise<Position | null> {
  const { kafka, positionTopic, partition } = options;
  const reader = await PartitionReader.open(kafka, [positionTopic], partition);
  try {
    const { low } = await reader.bounds(positionTopic);
    const near = barrier - SEARCHED > low ? barrier - SEARCHED : low;
    const found = await lastPosition(reader, positionTopic, near, barrier, nonce);
    return found ?? (near > low ? await lastPosition(reader, positionTopic, low, barrier, nonce) : null);
  } finally {
    await reader.close();
  }
}

/** The last position in `[from, barrier)`, after having seen our own barrier at its offset. */
async function lastPosition(
  reader: PartitionReader,
  topic: string,
  from: bigint,
  barrier: bigint,
  nonce: string,
): Promise<Position | null> {
  const deadline = performance.now() + READ_DEADLINE;
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

/** What is still in flight may connect again before its successor fences it: then it is closed once more. */
function close(producer: Producer, inFlight: Promise<unknown> | undefined): Promise<void> {
  inFlight?.catch(() => producer.disconnect()).catch(() => undefined);
  return settled(CLOSE_PATIENCE, producer.disconnect());
}
