export type { AlarmCode, LinkAlarm } from './alarms.js';
export { type LookOptions, signOfAnotherLife, tellsOfAnotherLife } from './another-life.js';
export { type BatchLimits, sourceShape } from './batches.js';
export { Link, type LinkHealth, type LinkOptions } from './link.js';
export type { LinkCounters } from './link-counters.js';
export type { PartitionHealth } from './link-partition.js';
export type { OutboxPort, OutboxRow } from './outbox-port.js';
export { LinkGroup, type LinkGroupOptions } from './link-group.js';
export { OutboxSource, type OutboxSourceOptions } from './outbox-source.js';
export {
  forwardRow,
  type OutputRecord,
  type SourceRecord,
  type Transform,
  type TransformContext,
} from './records.js';
export { positionShape } from './position.js';
export { resumeFromLogStart, type ResumedLog, type ResumeOptions, standingOf } from './resume.js';
export type { LinkSource, PartitionsListener, SourcePartition, SourceRead } from './source.js';
export { openTopicPartition, TopicSource, type TopicSourceOptions } from './topic-source.js';
