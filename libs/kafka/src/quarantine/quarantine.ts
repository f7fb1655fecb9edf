import { shape } from '@passerelle/exchange-model';
import type { KafkaRecord } from '../reading/record.js';
import type { TopicRegistry } from '../topics/registry.js';

const { record, text, time } = shape;

/** A record to write; the link's OutputRecord and the outbox row have this shape. */
export interface RecordToWrite {
  topic: string;
  partition: number;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

/** What of a record quarantine needs; a link's source record and a handler's record both have it. */
export type RefusedRecord = Pick<KafkaRecord, 'topic' | 'partition' | 'offset' | 'key' | 'value' | 'headers'>;

const ORIGINAL_TOPIC = 'original-topic';
const ORIGINAL_PARTITION = 'original-partition';
const ORIGINAL_OFFSET = 'original-offset';
const REASON = 'quarantine-reason';
const AT = 'quarantined-at';

/** Reasons are stable codes such as `PSR_CREDENTIAL_SIGNATURE`, never a sentence with data in it. */
const REASON_CODE = /^[A-Za-z0-9_.-]{1,80}$/;

/** The headers that a refused record gains. */
export const quarantineShape = record({
  [ORIGINAL_TOPIC]: text(/^[a-z0-9._-]+$/),
  [ORIGINAL_PARTITION]: text(/^\d+$/),
  [ORIGINAL_OFFSET]: text(/^\d+$/),
  [REASON]: text(REASON_CODE),
  [AT]: time,
});

/**
 * The record for `<n>.quarantine.<rest>.v1` that keeps a refused record as it was, key and value untouched but for NUL in a key, with
 * where it stood and why it was refused. It lands in the same partition. A readmitted record that is refused again
 * goes back to the quarantine of the topic it first came from. Throws RangeError for a reason that is no code.
 */
export function quarantineRecord(
  registry: TopicRegistry,
  original: RefusedRecord,
  reason: string,
  at: Date,
): RecordToWrite {
  if (!REASON_CODE.test(reason)) throw new RangeError('a quarantine reason is a code');
  const payloadTopic = payloadTopicOf(registry, original);
  const headers = Object.entries(original.headers).map(([name, value]) => [storable(name), storable(value)]);
  return {
    topic: registry.quarantine(payloadTopic),
    partition: original.partition,
    key: storable(original.key ?? ''),
    value: original.value ?? Buffer.alloc(0),
    headers: {
      ...(Object.fromEntries(headers) as Record<string, string>),
      [ORIGINAL_TOPIC]: original.topic,
      [ORIGINAL_PARTITION]: String(original.partition),
      [ORIGINAL_OFFSET]: String(original.offset),
      [REASON]: reason,
      [AT]: at.toISOString(),
    },
  };
}

/** On its way a record rests in PostgreSQL, whose text holds no NUL; no honest key or header does either. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** Where a quarantined record came from and why it is there. Throws RangeError when it is no quarantined record. */
export function quarantineFacts(record: RefusedRecord) {
  const { headers } = record;
  const topic = headers[ORIGINAL_TOPIC];
  const offset = headers[ORIGINAL_OFFSET];
  if (!topic || !/^\d+$/.test(offset ?? '')) throw new RangeError('this record was not quarantined');
  return {
    topic,
    partition: Number(headers[ORIGINAL_PARTITION]),
    offset: BigInt(offset!),
    reason: headers[REASON] ?? '',
    at: headers[AT] ?? '',
  };
}

/**
 * The record for `<n>.readmitted.<rest>.v1` that puts a quarantined record before its consumer again, key and value
 * untouched. The traces of the quarantine stay in the headers, so that the consumer can say it was readmitted.
 */
export function readmittedRecord(registry: TopicRegistry, quarantined: RefusedRecord): RecordToWrite {
  quarantineFacts(quarantined);
  return {
    topic: registry.readmitted(payloadTopicOf(registry, quarantined)),
    partition: quarantined.partition,
    key: quarantined.key ?? '',
    value: quarantined.value ?? Buffer.alloc(0),
    headers: quarantined.headers,
  };
}

/** The payload topic behind a payload, readmitted or quarantine topic. */
function payloadTopicOf(registry: TopicRegistry, record: RefusedRecord): string {
  const wrapped = new RegExp(`^${registry.nation}\\.(?:quarantine|readmitted)\\.(.+)$`).exec(record.topic);
  return wrapped ? `${registry.nation}.${wrapped[1]}` : record.topic;
}
