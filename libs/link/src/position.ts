import { parseRecord, shape } from '@passerelle/exchange-model';
import type { LogBounds } from '@passerelle/kafka';
import { createHash } from 'node:crypto';
import { alarm } from './alarms.js';
import type { SourceRecord } from './records.js';

const { orNull, record, table, text } = shape;

/** How far one log of a source is carried. */
export interface LogPosition {
  /** `<cluster id>/<topic id>`, or the database epoch of an outbox */
  incarnation: string;
  nextOffset: bigint;
  /** the last record carried or withheld; null when none was yet */
  last: { offset: bigint; digest: string } | null;
}

/** What a link remembers of one source partition. Written in the transaction of the records it stands for. */
export interface Position {
  logs: ReadonlyMap<string, LogPosition>;
  /** `<topic>/<partition>` → next sequence number */
  sequences: ReadonlyMap<string, bigint>;
}

/** SHA-256 over key and value, base64url: tells whether a source still holds the record we carried last. */
export function recordDigest(record: Pick<SourceRecord, 'key' | 'value'>): string {
  const key = Buffer.from(record.key ?? '');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(key.length);
  return createHash('sha256')
    .update(length)
    .update(key)
    .update(record.value ?? '')
    .digest('base64url');
}

/** Is what comes next no longer, or never was, in the log? */
export function isOutside({ incarnation, nextOffset }: LogPosition, bounds: LogBounds): boolean {
  return incarnation !== bounds.incarnation || nextOffset < bounds.low || nextOffset > bounds.high;
}

/** The position after `record`, of the last records of several logs one after the other. */
export function advanced(position: Position, record: SourceRecord): Position {
  const log = position.logs.get(record.topic)!;
  const last = { offset: record.offset, digest: recordDigest(record) };
  return {
    ...position,
    logs: new Map(position.logs).set(record.topic, { ...log, nextOffset: record.offset + 1n, last }),
  };
}

/** `{"logs": {"<log>": {"incarnation","nextOffset","last": {"offset","digest"} | null}}, "sequences": {"<topic>/<partition>"}}` */
export function encodePosition(position: Position): string {
  return JSON.stringify(
    { logs: Object.fromEntries(position.logs), sequences: Object.fromEntries(position.sequences) },
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
}

const number = text(/^\d+$/);

export const positionShape = record({
  logs: table(
    record({
      incarnation: text(/./),
      nextOffset: number,
      last: orNull(record({ offset: number, digest: text(/./) })),
    }),
  ),
  sequences: table(number),
});

/** Stops with an alarm for what no link wrote: a position may be hosted by the partner. */
export function decodePosition(value: Buffer | null): Position {
  const encoded = read(value);
  const logs = Object.entries(encoded.logs).map(([log, position]): [string, LogPosition] => [
    log,
    {
      incarnation: position.incarnation,
      nextOffset: BigInt(position.nextOffset),
      last: position.last && { offset: BigInt(position.last.offset), digest: position.last.digest },
    },
  ]);
  const sequences = Object.entries(encoded.sequences).map(([partition, next]): [string, bigint] => [
    partition,
    BigInt(next),
  ]);
  return { logs: new Map(logs), sequences: new Map(sequences) };
}

function read(value: Buffer | null) {
  try {
    return parseRecord(positionShape, String(value));
  } catch {
    throw alarm('PSR_LINK_POSITION_UNREADABLE', 'the stored position is not one this link wrote', {});
  }
}
