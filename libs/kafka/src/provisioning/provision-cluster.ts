import type { Admin, KafkaClient } from '../client/kafkajs.js';
import { sleep } from '../reading/reopening.js';
import { topicRegistry, type RegistryOptions } from '../topics/registry.js';
import type { TopicSpec } from '../topics/topic-specs.js';
import { aclsPresent, createAcls } from './acls.js';

export interface ProvisionOptions extends RegistryOptions {
  /** copies of each partition; default 1 */
  replicationFactor?: number;
  /** false for a broker without authorizer (tests): topics only; default true */
  acls?: boolean;
  /** ms to wait until everything is visible; default 60,000 */
  timeout?: number;
}

const TIMEOUT = 60_000;
const POLL = 200;

/**
 * Creates what the registry lists and the cluster lacks: topics, partitions, permissions. Safe to repeat; removes
 * nothing. Resolves when the leader of every partition serves it and every permission is in force; throws when
 * that takes longer than the timeout. Needs the admin's certificate.
 */
export async function provisionCluster(
  kafka: KafkaClient,
  nation: string,
  partners: readonly string[],
  options: ProvisionOptions = {},
): Promise<void> {
  const registry = topicRegistry(nation, partners, options);
  const deadline = performance.now() + (options.timeout ?? TIMEOUT);
  const admin = kafka.admin();
  await admin.connect();
  try {
    await createTopics(admin, registry.topics(), options.replicationFactor ?? 1);
    await until(deadline, 'topics', () => topicsPresent(admin, registry.topics()));
    if (options.acls === false) return;
    await createAcls(admin, registry.acls());
    await until(deadline, 'permissions', () => aclsPresent(admin, registry.acls()));
  } finally {
    await admin.disconnect();
  }
}

async function createTopics(admin: Admin, specs: TopicSpec[], replicationFactor: number): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = specs.filter((spec) => !existing.has(spec.name));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: false, // throws UNKNOWN_TOPIC_OR_PARTITION on KRaft; we poll instead
      topics: missing.map((spec) => ({
        topic: spec.name,
        numPartitions: spec.partitions,
        replicationFactor,
        configEntries: Object.entries(spec.config).map(([name, value]) => ({ name, value })),
      })),
    });
  }
  await growTopics(
    admin,
    specs.filter((spec) => existing.has(spec.name)),
  );
}

async function growTopics(admin: Admin, specs: TopicSpec[]): Promise<void> {
  const counts = await partitionCounts(admin, specs);
  const topicPartitions = specs
    .filter((spec) => (counts.get(spec.name) ?? 0) < spec.partitions)
    .map((spec) => ({ topic: spec.name, count: spec.partitions }));
  if (topicPartitions.length > 0) await admin.createPartitions({ topicPartitions });
}

/** A leader that is known may not serve yet: asked for its offsets it then answers with an error. */
async function topicsPresent(admin: Admin, specs: TopicSpec[]): Promise<boolean> {
  const counts = await partitionCounts(admin, specs);
  if (!specs.every((spec) => (counts.get(spec.name) ?? 0) >= spec.partitions)) return false;
  await Promise.all(specs.map(({ name }) => admin.fetchTopicOffsets(name)));
  return true;
}

/** Topic → partitions that have a leader. */
async function partitionCounts(admin: Admin, specs: TopicSpec[]): Promise<Map<string, number>> {
  if (specs.length === 0) return new Map();
  const { topics } = await admin.fetchTopicMetadata({ topics: specs.map((spec) => spec.name) });
  return new Map(
    topics.map((topic) => [topic.name, topic.partitions.filter((partition) => partition.leader >= 0).length]),
  );
}

/** A broker that has not heard of a topic yet answers with an error: that is "not yet", too. */
async function until(deadline: number, what: string, present: () => Promise<boolean>): Promise<void> {
  let last = 'not all are there';
  while (performance.now() < deadline) {
    try {
      if (await present()) return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(POLL);
  }
  throw new Error(`the cluster's ${what} did not appear in time: ${last}`);
}
