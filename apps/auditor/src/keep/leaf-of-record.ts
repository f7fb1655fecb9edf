import { derivedId, digest } from '@passerelle/credential';
import { EvidenceError, type EvidenceLeaf, leafOf } from '@passerelle/evidence';
import { evidenceShape, ExchangeModelError, parseRecord } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';

/** Records that can not be read are evidence of this kind. */
export const UNREADABLE = 'unreadable';
const ACTOR = 'auditor-keep';

/**
 * The leaf of one record of the evidence topic; the same however often it is read. What is no evidence record becomes a
 * leaf too, with the digest of what stands there: nothing on the topic is passed over.
 */
export function leafOfRecord(record: KafkaRecord, nation: string): EvidenceLeaf {
  try {
    return leafOf(parseRecord(evidenceShape, String(record.value)) as Parameters<typeof leafOf>[0]);
  } catch (error) {
    if (!(error instanceof ExchangeModelError || error instanceof EvidenceError)) throw error;
    return unreadable(record, nation);
  }
}

function unreadable(
  { topic, partition, offset, timestamp, value }: KafkaRecord,
  nation: string,
): EvidenceLeaf {
  return {
    v: 1,
    id: derivedId('unreadable-evidence', topic, partition, String(offset)),
    kind: UNREADABLE,
    at: isoOf(timestamp),
    nation,
    actor: ACTOR,
    digest: digest(value ?? ''),
  };
}

/** Whoever wrote the record chose its time: one that no leaf can hold is said as the beginning of time. */
function isoOf(timestamp: Date): string {
  const year = timestamp.getUTCFullYear();
  return (year >= 1970 && year <= 9999 ? timestamp : new Date(0)).toISOString();
}
