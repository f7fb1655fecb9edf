export type { OutboxPort, OutboxRow } from './outbox-port.js';
export {
  forwardRow,
  type OutputRecord,
  type SourceRecord,
  type Transform,
  type TransformContext,
} from './records.js';
export type { LinkSource, PartitionsListener, SourcePartition, SourceRead } from './source.js';
