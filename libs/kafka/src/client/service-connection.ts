import type { KafkaConfig } from './create-kafka.js';

/** The part of a service's configuration that says how it reaches a cluster. */
export interface ConnectionSettings {
  kafkaBrokers: string[];
  kafkaCaFile?: string;
  kafkaCertFile?: string;
  kafkaKeyFile?: string;
}

/** `<nation>-<service>` is the client id, as it is the principal. Without all three files the connection is in clear. */
export function serviceConnection(clientId: string, settings: ConnectionSettings): KafkaConfig {
  const {
    kafkaBrokers: brokers,
    kafkaCaFile: caFile,
    kafkaCertFile: certFile,
    kafkaKeyFile: keyFile,
  } = settings;
  const tls = caFile && certFile && keyFile ? { tls: { caFile, certFile, keyFile } } : {};
  return { clientId, brokers, ...tls };
}
