import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';
import { startKafka } from './kafka-server.js';
import { freePorts } from './ports.js';
import { startPostgres } from './postgres-server.js';
import { runSql } from './sql.js';

export interface TestKafka {
  brokers: string[];
  /** Ends what was started for this test; a broker from the environment stays. */
  stop(): Promise<void>;
}

export interface TestPostgres {
  /** Of a super user, on a fresh database of its own. */
  url: string;
  stop(): Promise<void>;
}

/**
 * A broker in plain text: TEST_KAFKA_BROKERS (comma-separated; shared, so use topic names of your own), else a
 * container where a Docker engine answers, else an embedded one.
 */
export async function kafkaForTests(): Promise<TestKafka> {
  const given = process.env['TEST_KAFKA_BROKERS'];
  if (given) return { brokers: given.split(','), stop: async () => {} };
  if (await dockerAnswers()) return await kafkaContainer();
  const directory = await mkdtemp(join(tmpdir(), 'passerelle-kafka-'));
  const server = await startKafka({ directory });
  const stop = async () => {
    await server.kill();
    await rm(directory, { recursive: true, force: true });
  };
  return { brokers: server.brokers, stop };
}

/** A database: on the server of TEST_POSTGRES_URL, else in a container where Docker answers, else embedded. */
export async function postgresForTests(): Promise<TestPostgres> {
  const server = await postgresServer();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(server.url, `create database ${database}`);
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const stop = async () => {
    if (server.stop) await server.stop();
    else await runSql(server.url, `drop database ${database} with (force)`);
  };
  return { url: url.href, stop };
}

async function postgresServer(): Promise<{ url: string; stop?: () => Promise<void> }> {
  const given = process.env['TEST_POSTGRES_URL'];
  if (given) return { url: given };
  if (await dockerAnswers()) return await postgresContainer();
  const parent = await mkdtemp(join(tmpdir(), 'passerelle-postgres-'));
  await chmod(parent, 0o711);
  const server = await startPostgres({ directory: join(parent, 'data'), settings: { fsync: 'off' } });
  const stop = async () => {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Asked at the usual socket or DOCKER_HOST; an installed client without an engine is no Docker. */
async function dockerAnswers(): Promise<boolean> {
  const host = process.env['DOCKER_HOST'];
  if (host && !host.startsWith('unix://')) return true;
  return await new Promise((resolve) => {
    const socket = connect(host?.slice('unix://'.length) ?? '/var/run/docker.sock');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function kafkaContainer(): Promise<TestKafka> {
  const [port] = await freePorts(1);
  const container = await new GenericContainer('apache/kafka:4.3.0')
    .withExposedPorts({ container: 9092, host: port ?? 9092 })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  return { brokers: [`127.0.0.1:${port}`], stop: async () => void (await container.stop()) };
}

async function postgresContainer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const password = randomUUID();
  const container = await new GenericContainer('postgres:18')
    .withExposedPorts(5432)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2))
    .start();
  const url = `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  return { url, stop: async () => void (await container.stop()) };
}
