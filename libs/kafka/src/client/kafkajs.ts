import kafkajs from 'kafkajs';
import { installCommittedRecords } from './committed-records.js';
import { installQuietQueues } from './quiet-queues.js';

/** The only door to kafkajs: whoever enters here reads committed records and nothing else, and sleeps while idle. */
installCommittedRecords();
installQuietQueues();

export const { Kafka, Partitioners, logLevel, AclOperationTypes, AclPermissionTypes, AclResourceTypes } =
  kafkajs;
export const { ResourcePatternTypes, KafkaJSProtocolError } = kafkajs;
export type { Admin, Consumer, Kafka as KafkaClient, Producer } from 'kafkajs';
