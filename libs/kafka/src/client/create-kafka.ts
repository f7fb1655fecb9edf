import { readFileSync } from 'node:fs';
import type { ISocketFactory, LogEntry } from 'kafkajs';
import type { EventLogger } from './event-logger.js';
import { Kafka, logLevel, type KafkaClient } from './kafkajs.js';

export interface KafkaConfig {
  clientId: string;
  brokers: string[];
  /** paths of PEM files; without them the connection is in clear (tests only) */
  tls?: { caFile: string; certFile: string; keyFile: string };
  /** how sockets are made; tests put a faulty one here */
  socketFactory?: ISocketFactory;
}

/** Milliseconds a request may take; below the transaction timeout, so that a lost answer is noticed first. */
const REQUEST_TIMEOUT = 8_000;
const CONNECTION_TIMEOUT = 10_000;
/**
 * InitProducerId and coordinators are retried with the *client's* settings (kafka-link T12). Few times: whoever opens
 * something opens it again after a pause, and kafkajs goes on connecting for one that was given up long ago. With many
 * retries the given-up ones of a slow broker grow to a storm that keeps it slow.
 */
const CLIENT_RETRY = { initialRetryTime: 20, maxRetryTime: 500, retries: 6 };

/** A kafkajs client with the settings that were tried (kafka-link §9) and the corrected read_committed. */
export function createKafka(config: KafkaConfig, logger: EventLogger): KafkaClient {
  return new Kafka({
    clientId: config.clientId,
    brokers: config.brokers,
    ...(config.tls && { ssl: readTls(config.tls) }),
    ...(config.socketFactory && { socketFactory: config.socketFactory }),
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: CONNECTION_TIMEOUT,
    retry: CLIENT_RETRY,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => forward(entry, logger),
  });
}

const readTls = (tls: NonNullable<KafkaConfig['tls']>) => ({
  ca: [readFileSync(tls.caFile, 'utf8')],
  cert: readFileSync(tls.certFile, 'utf8'),
  key: readFileSync(tls.keyFile, 'utf8'),
  rejectUnauthorized: true,
});

/** What a kafkajs log entry may say; never a key, a value or a header. */
const LOGGED = ['error', 'broker', 'groupId', 'topic', 'partition', 'retryCount', 'apiName'] as const;
/** 40 tries, then a new producer that re-reads its position: the advice does not apply (kafka-link rule 11). */
const EXPECTED = 'Limiting retries for the idempotent producer';

/** kafkajs calls "error" what it is about to retry; our own layers decide what is one. */
function forward({ namespace, level, log }: LogEntry, logger: EventLogger): void {
  if (log.message.startsWith(EXPECTED)) return;
  const details = Object.fromEntries(
    LOGGED.filter((key) => ['string', 'number'].includes(typeof log[key])).map((key) => [key, log[key]]),
  );
  const fields = { namespace, message: log.message, ...details };
  if (level <= logLevel.WARN) logger.warn('kafka.client', fields);
  else logger.debug('kafka.client', fields);
}
