import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ISocketFactory, LogEntry } from 'kafkajs';
import { onCluster } from './cluster.js';
import type { EventLogger } from './event-logger.js';
import { Kafka, logLevel, type KafkaClient } from './kafkajs.js';
import { NEAR, type Patience, stretched } from './patience.js';
import { EndingSockets } from './ending-sockets.js';
import { Turns } from '../reading/turns.js';

export interface KafkaConfig {
  clientId: string;
  brokers: string[];
  /** paths of PEM files; without them the connection is in clear (tests only) */
  tls?: { caFile: string; certFile: string; keyFile: string };
  /** default NEAR */
  patience?: Patience;
  /** how sockets are made; tests put a faulty one here */
  socketFactory?: ISocketFactory;
}

/**
 * InitProducerId and coordinators are retried with the *client's* settings (kafka-link T12). Few times: whoever opens
 * something opens it again after a pause, and kafkajs goes on connecting for one that was given up long ago. With many
 * retries the given-up ones of a slow broker grow to a storm that keeps it slow.
 */
const CLIENT_RETRY = { initialRetryTime: 20, maxRetryTime: 500, retries: 6 };

/** What a client was made of, so that another one like it can be made. */
interface Made {
  config: Omit<KafkaConfig, 'tls' | 'patience' | 'socketFactory'>;
  ssl: ReturnType<typeof readTls> | undefined;
  sockets: ISocketFactory;
  patience: Patience;
  logger: EventLogger;
  handshakes: Turns;
}
const made = new WeakMap<KafkaClient, Made>();

const defaultSockets = createRequire(import.meta.url)(
  'kafkajs/src/network/socketFactory',
) as () => ISocketFactory;

/** A kafkajs client with the settings that were tried (kafka-link §9) and the corrected read_committed. */
export function createKafka(config: KafkaConfig, logger: EventLogger): KafkaClient {
  const { tls, patience = NEAR, socketFactory = defaultSockets() } = config;
  return build({
    config: { clientId: config.clientId, brokers: config.brokers },
    ssl: tls && readTls(tls),
    sockets: socketFactory,
    patience,
    logger,
    handshakes: new Turns(patience.handshakes),
  });
}

/** A client of its own, for one producer or one reader. */
export interface Dialled {
  kafka: KafkaClient;
  patience: Patience;
  /** Lets a few at a time of the same kind do what is expensive for the broker. */
  handshakes: Turns;
  /**
   * Ends every connection at once and allows no other. kafkajs goes on with what it was told to do, for minutes and
   * over the same line, whoever gave it up; after this it has nothing to do it with.
   */
  hangUp: () => void;
}

/** A client like this one, `stretch` times as patient, that can be hung up. */
export function dial(kafka: KafkaClient, stretch = 1): Dialled {
  const like = made.get(kafka);
  if (!like) throw new TypeError('only a client of createKafka can be dialled');
  const ending = new EndingSockets(like.sockets);
  const logger = ending.quietly(like.logger);
  const patience = stretched(like.patience, stretch);
  const own = build({ ...like, sockets: ending.factory, logger, patience });
  onCluster(own, (cluster) => ending.watch(cluster));
  return { kafka: own, patience, handshakes: like.handshakes, hangUp: () => ending.end() };
}

function build(parts: Made): KafkaClient {
  const { config, ssl, sockets, patience, logger } = parts;
  const kafka = new Kafka({
    ...config,
    ...(ssl && { ssl }),
    socketFactory: sockets,
    requestTimeout: patience.request,
    connectionTimeout: patience.connect,
    retry: CLIENT_RETRY,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => forward(entry, logger),
  });
  made.set(kafka, parts);
  return kafka;
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
