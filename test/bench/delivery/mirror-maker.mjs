/** MirrorMaker 2 with exactly-once delivery between the two clusters of a stage, in its own dedicated process. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchKafka } from '../../../deploy/kafka/fetch.mjs';
import { testing } from './built.mjs';

const POM = fileURLToPath(new URL('../mirror/pom.xml', import.meta.url));

export const fetchMirrorMaker = (report) => fetchKafka(report, POM);

/** Mirrors one topic from its beginning. Its copy is named by this run, so that nothing is left of an earlier one. */
export async function startMirrorMaker(stage, topic, libs) {
  const alias = `own${randomUUID().slice(0, 6)}`;
  const directory = join(stage.directory, `mirror-${alias}`);
  await mkdir(directory);
  const keystore = join(directory, 'keystore.pem');
  const [key, certificate] = await Promise.all(
    [stage.tls.keyFile, stage.tls.certFile].map((file) => readFile(file, 'utf8')),
  );
  await writeFile(keystore, `${key}\n${certificate}`, { mode: 0o600 });
  const [port] = await testing.freePorts(1);
  const secured = (cluster, brokers) => ({
    [`${cluster}.bootstrap.servers`]: brokers.join(','),
    [`${cluster}.security.protocol`]: 'SSL',
    [`${cluster}.ssl.keystore.type`]: 'PEM',
    [`${cluster}.ssl.keystore.location`]: keystore,
    [`${cluster}.ssl.truststore.type`]: 'PEM',
    [`${cluster}.ssl.truststore.location`]: stage.tls.caFile,
  });
  const properties = {
    clusters: `${alias}, partner`,
    ...secured(alias, stage.own.brokers),
    ...secured('partner', stage.partner.brokers),
    [`${alias}->partner.enabled`]: 'true',
    [`${alias}->partner.topics`]: topic.replaceAll('.', '\\\\.'),
    [`partner->${alias}.enabled`]: 'false',
    'exactly.once.source.support': 'enabled',
    'dedicated.mode.enable.internal.rest': 'true',
    listeners: `http://127.0.0.1:${port}`,
    'tasks.max': '1',
    'replication.factor': '1',
    'offset-syncs.topic.replication.factor': '1',
    'offset.storage.replication.factor': '1',
    'offset.storage.partitions': '1',
    'status.storage.replication.factor': '1',
    'status.storage.partitions': '1',
    'config.storage.replication.factor': '1',
    'emit.heartbeats.enabled': 'false',
    'emit.checkpoints.enabled': 'false',
    'sync.topic.acls.enabled': 'false',
    'sync.topic.configs.enabled': 'false',
    'consumer.isolation.level': 'read_committed',
    'consumer.auto.offset.reset': 'earliest',
  };
  const file = join(directory, 'mm2.properties');
  await writeFile(
    file,
    Object.entries(properties)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const running = await testing.GuardedProcess.start({
    command: 'java',
    args: [
      '-Xmx768m',
      '-Djava.net.preferIPv4Stack=true',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      join(libs, '*'),
      'org.apache.kafka.connect.mirror.MirrorMaker',
      file,
    ],
    cwd: directory,
    env: { PATH: process.env.PATH, ...(process.env.JAVA_HOME && { JAVA_HOME: process.env.JAVA_HOME }) },
    logFile: join(directory, 'mm2.log'),
    guardian: stage.guardian,
  });
  return { pid: running.pid, topic: `${alias}.${topic}`, stop: () => running.stop('SIGTERM', 20_000) };
}
