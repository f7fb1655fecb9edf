import {
  createKafka,
  type KafkaClient,
  serviceConnection,
  silentLogger,
  type TopicRegistry,
  topicRegistry,
} from '@passerelle/kafka';

/**
 * The nation's own cluster, as `KAFKA_BROKERS`, `KAFKA_CA_FILE`, `KAFKA_CERT_FILE` and `KAFKA_KEY_FILE` say. The three
 * files come together or not at all.
 */
export function connect(
  env: Readonly<Record<string, string | undefined>>,
  nation: string,
  ...partners: string[]
): { kafka: KafkaClient; registry: TopicRegistry } {
  const { KAFKA_BROKERS, KAFKA_CA_FILE, KAFKA_CERT_FILE, KAFKA_KEY_FILE } = env;
  if (!KAFKA_BROKERS) throw new Error('KAFKA_BROKERS is not set');
  const files = [KAFKA_CA_FILE, KAFKA_CERT_FILE, KAFKA_KEY_FILE].filter(Boolean);
  if (files.length % 3 !== 0)
    throw new Error('KAFKA_CA_FILE, KAFKA_CERT_FILE and KAFKA_KEY_FILE go together');
  const connection = serviceConnection(`${nation.toLowerCase()}-authority`, {
    kafkaBrokers: KAFKA_BROKERS.split(','),
    ...(KAFKA_CA_FILE && { kafkaCaFile: KAFKA_CA_FILE }),
    ...(KAFKA_CERT_FILE && { kafkaCertFile: KAFKA_CERT_FILE }),
    ...(KAFKA_KEY_FILE && { kafkaKeyFile: KAFKA_KEY_FILE }),
  });
  return { kafka: createKafka(connection, silentLogger), registry: topicRegistry(nation, partners) };
}
