import { createRequire } from 'node:module';

/** A record as kafkajs decodes it from a fetch answer; only what deciding about it needs. */
export interface DecodedRecord {
  offset: string;
  key: Buffer | null;
  isControlRecord: boolean;
  batchContext: { producerId: string; inTransaction: boolean };
}

/** An aborted transaction as the broker lists it. */
export interface AbortedTransaction {
  producerId: string;
  firstOffset: string;
}

/**
 * The records of aborted transactions among `records` (offset order), as a read_committed reader must leave them
 * out. Replaces kafkajs's own filter, which delivers aborted records because brokers list transactions in the
 * order of their *aborts* and it takes that for the order of their beginnings, one at a time (kafka-link T1).
 */
export function abortedAmong<R extends DecodedRecord>(
  records: readonly R[],
  transactions: readonly AbortedTransaction[],
): Set<R> {
  const begins = transactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborting = new Set<string>();
  const aborted = new Set<R>();
  let begun = 0;
  for (const record of records) {
    const offset = BigInt(record.offset);
    for (; begun < begins.length && begins[begun]!.firstOffset <= offset; begun++) {
      aborting.add(begins[begun]!.producerId);
    }
    const { producerId, inTransaction } = record.batchContext;
    if (record.isControlRecord) {
      if (isAbortMarker(record.key)) aborting.delete(producerId);
    } else if (inTransaction && aborting.has(producerId)) aborted.add(record);
  }
  return aborted;
}

/** Control record key: version int16, type int16; type 0 ends an aborted transaction (KIP-98). */
const isAbortMarker = (key: Buffer | null): boolean =>
  key !== null && key.length >= 4 && key.readInt16BE(2) === 0;

interface DecodedPartition {
  abortedTransactions: AbortedTransaction[] | null;
  messages: DecodedRecord[];
}
interface FetchResponse {
  decode: (raw: Buffer) => Promise<{ responses: { partitions: DecodedPartition[] }[] }>;
}

/** Fetch versions that know transactions, as far as kafkajs speaks them. */
const TRANSACTIONAL_FETCH_VERSIONS = [4, 5, 6, 7, 8, 9, 10, 11];

/**
 * Puts {@link abortedAmong} into kafkajs's fetch decoding: aborted records are flagged like control records, which
 * kafkajs counts for its offsets and never delivers, and its own filter gets nothing to do. Idempotent.
 */
export function installCommittedRecords(
  load: (path: string) => unknown = createRequire(import.meta.url),
): void {
  const modules = TRANSACTIONAL_FETCH_VERSIONS.map(
    (version) => load(`kafkajs/src/protocol/requests/fetch/v${version}/response`) as FetchResponse,
  );
  for (const response of new Set(modules)) {
    if (installed.has(response)) continue;
    installed.add(response);
    const { decode } = response;
    response.decode = async (raw) => {
      const answer = await decode(raw);
      for (const partition of answer.responses.flatMap((topic) => topic.partitions)) hideAborted(partition);
      return answer;
    };
  }
}

const installed = new WeakSet<FetchResponse>();

function hideAborted(partition: DecodedPartition): void {
  for (const record of abortedAmong(partition.messages, partition.abortedTransactions ?? [])) {
    record.isControlRecord = true;
  }
  partition.abortedTransactions = null;
}
