import { expect } from '@jest/globals';
import { type KafkaRecord, PartitionReader } from '@passerelle/kafka';
import { readWithJava } from './java-reader.js';
import { eventually, type TestCluster } from './test-cluster.js';

/** A source topic, what is written to it, and the judgement on what came out at the other end. */
export class Story {
  private written = 0;

  private constructor(
    private readonly cluster: TestCluster,
    readonly name: string,
    private readonly partitions: number,
  ) {}

  static async create(cluster: TestCluster, name: string, partitions: number): Promise<Story> {
    await cluster.createTopics({
      [`${name}-source`]: { partitions },
      [`${name}-destination`]: { partitions },
      [`${name}-numbered`]: { partitions },
      [`${name}-position`]: { partitions, config: { 'cleanup.policy': 'compact' } },
    });
    return new Story(cluster, name, partitions);
  }

  /** `count` more records in every partition. */
  async write(count: number): Promise<void> {
    const producer = this.cluster.client().producer({ maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const messages = this.expected(this.written, this.written + count).flatMap((values, partition) =>
      values.map((value, n) => ({ partition, key: `thread-${n % 4}`, value })),
    );
    await producer.send({ topic: `${this.name}-source`, messages });
    await producer.disconnect();
    this.written += count;
  }

  /** Waits until as many records are committed at the destination as were written. */
  async untilCarried(milliseconds = 60_000): Promise<void> {
    await eventually(
      `${this.written} records of ${this.name} in each partition`,
      async () => (await this.carried()) >= this.written * this.partitions,
      milliseconds,
    );
  }

  async carried(): Promise<number> {
    const topic = `${this.name}-destination`;
    const counts = await Promise.all(
      Array.from({ length: this.partitions }, async (_, partition) => {
        return (await committed(this.cluster, topic, partition)).length;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** By a reader that is not kafkajs: nothing lost, doubled or out of order, numbers without gap. */
  async judge(): Promise<void> {
    const [destination, numbered] = [`${this.name}-destination`, `${this.name}-numbered`];
    const records = await readWithJava(this.cluster.brokers, destination, numbered);
    const values = (topic: string): string[][] =>
      Array.from({ length: this.partitions }, (_, partition) =>
        records
          .filter((record) => record.topic === topic && record.partition === partition)
          .map((record) => record.value),
      );
    expect(values(destination)).toEqual(this.expected(0, this.written));
    const numbers = Array.from({ length: this.written }, (_, n) => String(n));
    expect(values(numbered)).toEqual(Array.from({ length: this.partitions }, () => numbers));
  }

  private expected(from: number, to: number): string[][] {
    return Array.from({ length: this.partitions }, (_, partition) =>
      Array.from({ length: to - from }, (_, n) => `${partition}-${from + n}`),
    );
  }
}

/** Every committed record of one partition, read with our own reader. */
export async function committed(
  cluster: TestCluster,
  topic: string,
  partition: number,
): Promise<KafkaRecord[]> {
  const reader = await PartitionReader.open(cluster.client(), [topic], partition);
  try {
    const { low, high } = await reader.bounds(topic);
    const records: KafkaRecord[] = [];
    for (let next = low; next < high;) {
      const fetched = (await reader.fetch(new Map([[topic, next]]), 100)).get(topic)!;
      records.push(...fetched.records);
      next = fetched.next;
    }
    return records;
  } finally {
    await reader.close();
  }
}
