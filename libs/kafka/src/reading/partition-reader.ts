import {
  type Broker,
  type Cluster,
  createCluster,
  overOneConnection,
  READ_COMMITTED,
} from '../client/cluster.js';
import { dial, type Dialled } from '../client/create-kafka.js';
import type { KafkaClient } from '../client/kafkajs.js';
import { topicIncarnations, type Incarnation } from '../client/topic-identity.js';
import { settled, within } from './deadline.js';
import { NotNow } from './describe-error.js';
import { kafkaRecord, type KafkaRecord } from './record.js';

/** What a source's log holds now: the records `[low, high)`, aborted and control records among them. */
export interface LogBounds {
  incarnation: Incarnation;
  low: bigint;
  /** last stable offset: nothing at or after it is committed yet */
  high: bigint;
}

/** What one fetch brought for one topic. */
export interface Fetched {
  records: KafkaRecord[];
  /** where to fetch next; beyond the last record when markers or aborted records follow it */
  next: bigint;
  /** high watermark: everything that was written before this fetch lies before it, committed or not */
  end: bigint;
}

/** Brokers bring one whole batch at least, however big it is (KIP-74). */
const PARTITION_BYTES = 1024 * 1024;
const TOTAL_BYTES = 8 * 1024 * 1024;
/** With leaders on several brokers the slowest answer decides, so they may not hold back long. */
const SEVERAL_LEADERS_WAIT = 50;
/** ms that the broker holds back a fetch that finds nothing: long, so that an idle service costs little */
const LONGEST_WAIT = 5_000;
const CLOSE_PATIENCE = 2_000;

/**
 * Reads one partition number of one or more topics, committed records only, from exactly the offset it is asked
 * for. Unlike a kafkajs consumer it never resets: an offset outside the log throws OFFSET_OUT_OF_RANGE. It knows
 * no group and keeps no state; after any error close it and open another.
 */
export class PartitionReader {
  private constructor(
    private readonly line: Dialled,
    private readonly cluster: Cluster,
    readonly partition: number,
    readonly topics: readonly string[],
  ) {}

  static async open(
    kafka: KafkaClient,
    topics: readonly string[],
    partition: number,
  ): Promise<PartitionReader> {
    const line = dial(kafka);
    const reader = new PartitionReader(line, createCluster(line.kafka), partition, topics);
    try {
      // After a broker's restart all readers of a process come at once, each with a handshake.
      await line.handshakes.take(() => within(line.patience.opening, 'connecting', reader.connect()));
    } catch (error) {
      await reader.close();
      throw error;
    }
    return reader;
  }

  /** How many partitions the topic has. */
  partitionCount(topic: string): number {
    return this.cluster.findTopicPartitionMetadata(topic).length;
  }

  bounds(topic: string): Promise<LogBounds> {
    return within(this.answerDeadline, 'asking for the bounds of a log', this.askBounds(topic));
  }

  /** Records from the given offset of each topic on; waits up to `maxWait` ms when there are none. */
  async fetch(offsets: ReadonlyMap<string, bigint>, maxWait = LONGEST_WAIT): Promise<Map<string, Fetched>> {
    const leaders = await this.leaders([...offsets.keys()]);
    const wait = leaders.length > 1 ? Math.min(maxWait, SEVERAL_LEADERS_WAIT) : maxWait;
    const answers = Promise.all(leaders.map((leader) => this.fetchFrom(leader, offsets, wait)));
    return new Map((await within(wait + this.answerDeadline, 'fetching', answers)).flat());
  }

  /** Never rejects; what does not end in time is broken off. */
  async close(): Promise<void> {
    await settled(CLOSE_PATIENCE, this.cluster.disconnect());
    this.line.hangUp();
  }

  /** Longer than a request may take, which kafkajs notices itself. */
  private get answerDeadline(): number {
    return this.line.patience.request * 1.25;
  }

  private async connect(): Promise<void> {
    await this.cluster.connect();
    await this.cluster.addMultipleTargetTopics([...this.topics]);
  }

  private async askBounds(topic: string): Promise<LogBounds> {
    const [leader] = await this.leaders([topic]);
    if (!leader) throw new NotNow(`${topic} has no partition ${this.partition}`);
    const incarnations = await topicIncarnations(leader.broker, [topic]);
    const [low, high] = await Promise.all([this.offset(topic, true), this.offset(topic, false)]);
    return { incarnation: incarnations.get(topic)!, low, high };
  }

  private async fetchFrom(
    { broker, topics }: Leader,
    offsets: ReadonlyMap<string, bigint>,
    maxWaitTime: number,
  ): Promise<[string, Fetched][]> {
    const { responses } = await broker.fetch({
      isolationLevel: READ_COMMITTED,
      maxWaitTime,
      minBytes: 1,
      maxBytes: TOTAL_BYTES,
      topics: topics.map((topic) => ({
        topic,
        partitions: [
          {
            partition: this.partition,
            fetchOffset: String(offsets.get(topic)!),
            maxBytes: PARTITION_BYTES,
          },
        ],
      })),
    });
    return responses.flatMap(({ topicName, partitions }) =>
      partitions.map((data): [string, Fetched] => {
        const from = offsets.get(topicName)!;
        const wanted = data.messages.filter((message) => BigInt(message.offset) >= from);
        const last = wanted.at(-1);
        const records = wanted
          .filter((message) => !message.isControlRecord)
          .map((message) => kafkaRecord(topicName, this.partition, message));
        const next = last
          ? BigInt(last.offset) + 1n
          : this.pastEmptyBatch(from, BigInt(data.lastStableOffset));
        return [topicName, { records, next, end: BigInt(data.highWatermark) }];
      }),
    );
  }

  /**
   * Compaction keeps a producer's last batch without its records; kafkajs decodes nothing from it. Only believed
   * when a single topic was asked for, because a full answer leaves the others empty too.
   */
  private pastEmptyBatch(from: bigint, stable: bigint): bigint {
    return this.topics.length === 1 && from < stable ? from + 1n : from;
  }

  private async offset(topic: string, fromBeginning: boolean): Promise<bigint> {
    const partitions = [{ partition: this.partition }];
    const [answer] = await this.cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }]);
    const found = answer?.partitions.find(({ partition }) => partition === this.partition);
    if (!found) throw new NotNow(`${topic} has no partition ${this.partition}`);
    return BigInt(found.offset);
  }

  private async leaders(topics: string[]): Promise<Leader[]> {
    const byNode = new Map<string, string[]>();
    for (const topic of topics) {
      const [nodeId] = Object.keys(this.cluster.findLeaderForPartitions(topic, [this.partition]));
      if (nodeId === undefined) continue;
      byNode.set(nodeId, [...(byNode.get(nodeId) ?? []), topic]);
    }
    const nodes = [...byNode];
    return Promise.all(
      nodes.map(async ([nodeId, topics]) => ({
        broker: overOneConnection(await this.cluster.findBroker({ nodeId })),
        topics,
      })),
    );
  }
}

interface Leader {
  broker: Broker;
  topics: string[];
}
