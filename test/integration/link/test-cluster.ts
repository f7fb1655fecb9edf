import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKafka, type KafkaClient, silentLogger } from '@passerelle/kafka';
import { type KafkaServer, startKafka } from '@passerelle/testing';
import type { ISocketFactory } from 'kafkajs';

/** A broker of this test alone: it is killed, and sessions may be shorter than a broker allows by default. */
export class TestCluster {
  private constructor(
    private readonly directory: string,
    readonly server: KafkaServer,
  ) {}

  static async start(): Promise<TestCluster> {
    const directory = await mkdtemp(join(tmpdir(), 'passerelle-link-'));
    const overrides = { 'group.min.session.timeout.ms': '500' };
    return new TestCluster(directory, await startKafka({ directory, overrides }));
  }

  get brokers(): string[] {
    return this.server.brokers;
  }

  client(clientId = 'test', socketFactory?: ISocketFactory): KafkaClient {
    const config = { clientId, brokers: this.brokers, ...(socketFactory && { socketFactory }) };
    return createKafka(config, silentLogger);
  }

  async createTopics(
    topics: Record<string, { partitions?: number; config?: Record<string, string> }>,
  ): Promise<void> {
    const admin = this.client().admin();
    await admin.connect();
    try {
      await admin.createTopics({
        waitForLeaders: false,
        topics: Object.entries(topics).map(([topic, { partitions = 1, config = {} }]) => ({
          topic,
          numPartitions: partitions,
          replicationFactor: 1,
          configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
        })),
      });
      for (const topic of Object.keys(topics)) {
        await eventually(`topic ${topic}`, async () => {
          await admin.fetchTopicOffsets(topic);
          return true;
        });
      }
    } finally {
      await admin.disconnect();
    }
  }

  async deleteTopic(topic: string): Promise<void> {
    const admin = this.client().admin();
    await admin.connect();
    try {
      await admin.deleteTopics({ topics: [topic] });
      await eventually(`the end of ${topic}`, async () => !(await admin.listTopics()).includes(topic));
    } finally {
      await admin.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.server.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      if (await holds()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}`, { cause: last });
}
