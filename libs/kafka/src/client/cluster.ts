import type { KafkaClient } from './kafkajs.js';

/**
 * The few members of kafkajs's internal cluster that direct reading needs. kafkajs is pinned and no longer
 * changes; its public consumer hides what we must see: positions outside the log, topic ids, the end of a log.
 */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(node: { nodeId: string }): Promise<Broker>;
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
}

export interface Broker {
  connectionPool: ConnectionPool;
  fetch(request: {
    isolationLevel: number;
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
  }): Promise<{ responses: { topicName: string; partitions: FetchedPartition[] }[] }>;
}

/** kafkajs opens a second connection for fetches, so that waiting ones hold up nobody. */
interface ConnectionPool {
  send(request: unknown): Promise<unknown>;
  getConnection(index: number): Promise<unknown>;
  getConnectionByRequest(request: unknown): Promise<unknown>;
}

export interface FetchedPartition {
  partition: number;
  highWatermark: string;
  lastStableOffset: string;
  messages: FetchedMessage[];
}

export interface FetchedMessage {
  offset: string;
  timestamp: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer | Buffer[] | string | null>;
  isControlRecord: boolean;
}

export const READ_COMMITTED = 1;
const METADATA_MAX_AGE = 300_000;

type CreateCluster = (options: Record<string, unknown>) => Cluster;

/** A cluster connection of its own, with the client's settings, that reads committed records. */
export function createCluster(kafka: KafkaClient): Cluster {
  return factoryOf(kafka).create({
    metadataMaxAge: METADATA_MAX_AGE,
    allowAutoTopicCreation: false,
    isolationLevel: READ_COMMITTED,
  });
}

/** Tells of every cluster connection the client makes, its producers' too. */
export function onCluster(kafka: KafkaClient, made: (cluster: Cluster) => void): void {
  const { create, replace } = factoryOf(kafka);
  replace((options) => {
    const cluster = create(options);
    made(cluster);
    return cluster;
  });
}

function factoryOf(kafka: KafkaClient): { create: CreateCluster; replace: (create: CreateCluster) => void } {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    (symbol) => symbol.description === 'private:Kafka:createCluster',
  );
  if (!symbol) throw new TypeError('this is not the kafkajs version that libs/kafka was written for');
  const client = kafka as unknown as Record<symbol, CreateCluster>;
  return { create: client[symbol]!, replace: (create) => (client[symbol] = create) };
}

/** For who asks one thing after the other: half the handshakes, for the broker and on a narrow line. */
export function overOneConnection(broker: Broker): Broker {
  const { connectionPool } = broker;
  connectionPool.getConnectionByRequest = () => connectionPool.getConnection(0);
  return broker;
}
