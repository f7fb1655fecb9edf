import {
  createKafka,
  FAR,
  type KafkaClient,
  type Patience,
  serviceConnection,
  silentLogger,
  type TopicRegistry,
  topicRegistry,
} from '@passerelle/kafka';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The nation's own cluster, as `KAFKA_BROKERS`, `KAFKA_CA_FILE`, `KAFKA_CERT_FILE` and `KAFKA_KEY_FILE` say. The three
 * files come together or not at all.
 */
export function connect(
  env: Environment,
  nation: string,
  ...partners: string[]
): { kafka: KafkaClient; registry: TopicRegistry } {
  const kafka = client(env, 'KAFKA', `${nation.toLowerCase()}-authority`);
  return { kafka, registry: topicRegistry(nation, partners) };
}

/** The partner's cluster, by what it lets our carry do there: the same four, with `PARTNER_` before. */
export function connectToPartner(env: Environment, nation: string): KafkaClient {
  return client(env, 'PARTNER_KAFKA', `${nation.toLowerCase()}-carry`, FAR);
}

function client(env: Environment, prefix: string, clientId: string, patience?: Patience): KafkaClient {
  const named = (name: string) => env[`${prefix}_${name}`];
  const [brokers, ca, cert, key] = ['BROKERS', 'CA_FILE', 'CERT_FILE', 'KEY_FILE'].map(named);
  if (!brokers) throw new Error(`${prefix}_BROKERS is not set`);
  if ([ca, cert, key].filter(Boolean).length % 3 !== 0)
    throw new Error(`${prefix}_CA_FILE, ${prefix}_CERT_FILE and ${prefix}_KEY_FILE go together`);
  const connection = serviceConnection(clientId, {
    kafkaBrokers: brokers.split(','),
    ...(ca && { kafkaCaFile: ca }),
    ...(cert && { kafkaCertFile: cert }),
    ...(key && { kafkaKeyFile: key }),
  });
  return createKafka({ ...connection, ...(patience && { patience }) }, silentLogger);
}
