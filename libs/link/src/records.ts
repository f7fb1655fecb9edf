/** A record as a link's transform sees it. */
export interface SourceRecord {
  /** topic it was read from; for an outbox row its destination */
  topic: string;
  /** source partition; 0 for an outbox row */
  partition: number;
  offset: bigint;
  key: string | null;
  value: Buffer | null;
  headers: Record<string, string>;
  timestamp: Date;
  /** only of an outbox row: the destination partition it asks for */
  destinationPartition?: number;
}

/** A record a transform wants written. */
export interface OutputRecord {
  topic: string;
  partition: number;
  key: string;
  value: Buffer | string;
  headers?: Record<string, string>;
}

export interface TransformContext {
  /**
   * 0n, 1n, 2n … per destination partition, without gap or repetition whatever crashes: the next number is part
   * of the link's position. Only the link that owns the partition may count it (TopicRegistry.partitionFor).
   */
  nextSequence: (topic: string, partition: number) => bigint;
  sourceTopic: string;
  sourcePartition: number;
}

/**
 * Turns one source record into any number of output records; none withholds it. It must be free of effects,
 * because after a crash it sees the same record again. A throw stops the partition until it succeeds.
 */
export type Transform = (
  record: SourceRecord,
  context: TransformContext,
) => OutputRecord[] | Promise<OutputRecord[]>;

/** The transform of an outbox link: each row goes where it asks to. */
export const forwardRow: Transform = (row) => [
  {
    topic: row.topic,
    partition: row.destinationPartition ?? row.partition,
    key: row.key ?? '',
    value: row.value ?? Buffer.alloc(0),
    headers: row.headers,
  },
];
