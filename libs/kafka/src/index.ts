export { type CloudEvent, cloudEventHeaders, cloudEventShape } from './cloud-events.js';
export { createKafka, dial, type Dialled, type KafkaConfig } from './client/create-kafka.js';
export { type EventFields, type EventLogger, silentLogger } from './client/event-logger.js';
export {
  type Admin,
  type Consumer,
  type KafkaClient,
  KafkaJSProtocolError,
  Partitioners,
  type Producer,
} from './client/kafkajs.js';
export { FAR, NEAR, type Patience, stretched } from './client/patience.js';
export { type ConnectionSettings, serviceConnection } from './client/service-connection.js';
export type { Incarnation } from './client/topic-identity.js';
export type { ConsumedPartitionHealth, ConsumerAlarm } from './consuming/consumed-partition.js';
export type { PositionStore } from './consuming/position-store.js';
export {
  type ConsumerHealth,
  type PositionedKafkaOptions,
  PositionedKafkaStrategy,
} from './consuming/positioned-kafka-strategy.js';
export { KafkaBatchContext } from './consuming/batch-context.js';
export { provisionCluster, type ProvisionOptions } from './provisioning/provision-cluster.js';
export {
  quarantineFacts,
  quarantineRecord,
  quarantineShape,
  readmittedRecord,
  type RecordToWrite,
  type RefusedRecord,
} from './quarantine/quarantine.js';
export { type QuarantinePartition, readmit, readmitAll, readQuarantine } from './quarantine/readmit.js';
export { settled, unlessAborted, within } from './reading/deadline.js';
export { describeError, NotNow, TooLate } from './reading/describe-error.js';
export { type Follower, type FollowOptions, readTopicToEnd } from './reading/follower.js';
export {
  type Assignment,
  type AssignmentListener,
  GroupMembership,
  type GroupMembershipOptions,
} from './reading/group-membership.js';
export { type Fetched, type LogBounds, PartitionReader } from './reading/partition-reader.js';
export { type ReadUpTo, readOn } from './reading/read-on.js';
export type { KafkaRecord } from './reading/record.js';
export { jittered, keepOpen, type Reopening, sleep, StoppedByAlarm } from './reading/reopening.js';
export { Served, type Service } from './reading/served.js';
export { SharedPauses } from './reading/shared-pauses.js';
export type { AclSpec } from './topics/acl.js';
export type { LinkSpec, PartitionOwner } from './topics/links.js';
export { type Lane, LANES, type OutboxService } from './topics/names.js';
export { partitionOfKey, type RegistryOptions, TopicRegistry, topicRegistry } from './topics/registry.js';
export type { TopicSpec } from './topics/topic-specs.js';
