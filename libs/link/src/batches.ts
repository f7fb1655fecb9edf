import { shape } from '@passerelle/exchange-model';
import { advanced, type Position } from './position.js';
import type { OutputRecord, SourceRecord, Transform } from './records.js';

const { record, text } = shape;

/** What one transaction holds: the outputs of some source records and the position after the last of them. */
export interface Batch {
  outputs: OutputRecord[];
  position: Position;
  sourceRecords: number;
  bytes: number;
}

export interface BatchLimits {
  records: number;
  bytes: number;
}

/** kafkajs never splits what it sends, and brokers refuse a batch above 1 MB (kafka-link T7). */
export const BATCH_LIMITS: BatchLimits = { records: 500, bytes: 900_000 };
/** What a record costs on the wire beside key, value and headers. */
const OVERHEAD = 64;

/**
 * Transforms records in order and cuts them into transactions of at most `limits`; a single record whose outputs
 * exceed them goes alone. `limits` is read anew for every record, so that a refused batch can be cut smaller.
 */
export async function* batches(
  records: readonly SourceRecord[],
  from: Position,
  transform: Transform,
  limits: () => BatchLimits,
): AsyncGenerator<Batch, void, void> {
  let batch = new OpenBatch(from);
  for (const record of records) {
    const sequences = new Map(batch.sequences);
    const outputs = await outputsOf(record, transform, sequences);
    const bytes = outputs.reduce((sum, output) => sum + sizeOf(output), 0);
    const { records: mostRecords, bytes: mostBytes } = limits();
    if (batch.sourceRecords > 0 && (batch.sourceRecords >= mostRecords || batch.bytes + bytes > mostBytes)) {
      const full = batch.closed();
      yield full;
      batch = new OpenBatch(full.position);
    }
    batch.add(record, outputs, bytes, sequences);
  }
  if (batch.sourceRecords > 0) yield batch.closed();
}

/** Only the last record of each log counts for the position, so that only its digest is computed. */
class OpenBatch {
  sourceRecords = 0;
  bytes = 0;
  sequences: Position['sequences'];
  private readonly outputs: OutputRecord[] = [];
  private readonly last = new Map<string, SourceRecord>();

  constructor(private readonly from: Position) {
    this.sequences = from.sequences;
  }

  add(
    record: SourceRecord,
    outputs: readonly OutputRecord[],
    bytes: number,
    sequences: Position['sequences'],
  ): void {
    this.outputs.push(...outputs);
    this.bytes += bytes;
    this.sourceRecords++;
    this.sequences = sequences;
    this.last.set(record.topic, record);
  }

  closed(): Batch {
    const { outputs, sourceRecords, bytes, sequences } = this;
    const position = [...this.last.values()].reduce(advanced, this.from);
    return { outputs, position: { ...position, sequences }, sourceRecords, bytes };
  }
}

async function outputsOf(
  record: SourceRecord,
  transform: Transform,
  sequences: Map<string, bigint>,
): Promise<OutputRecord[]> {
  const outputs = await transform(record, {
    sourceTopic: record.topic,
    sourcePartition: record.partition,
    nextSequence(topic, partition) {
      const key = `${topic}/${partition}`;
      const next = sequences.get(key) ?? 0n;
      sequences.set(key, next + 1n);
      return next;
    },
  });
  const source = {
    'source-topic': record.topic,
    'source-partition': String(record.partition),
    'source-offset': String(record.offset),
  };
  return outputs.map((output) => ({ ...output, headers: { ...output.headers, ...source } }));
}

/** The headers above, as published: where in its source a record stood. */
export const sourceShape = record({
  'source-topic': text(/^[a-z0-9._-]+$/),
  'source-partition': text(/^\d+$/),
  'source-offset': text(/^\d+$/),
});

function sizeOf({ key, value, headers = {} }: OutputRecord): number {
  const header = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + Buffer.byteLength(text) + 4,
    0,
  );
  return OVERHEAD + Buffer.byteLength(key) + Buffer.byteLength(value) + header;
}
