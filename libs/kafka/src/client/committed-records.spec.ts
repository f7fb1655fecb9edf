import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { abortedAmong, type AbortedTransaction, type DecodedRecord } from './committed-records.js';

const stockFilter = createRequire(import.meta.url)('kafkajs/src/consumer/filterAbortedMessages') as (input: {
  messages: DecodedRecord[];
  abortedTransactions: AbortedTransaction[];
}) => DecodedRecord[];

const marker = (type: number) => Buffer.from([0, 0, 0, type]);

/** A log written as `a1 b1 ab:abort …`: lower-case producer, then a number, `!` for abort, `+` for commit. */
function log(text: string): DecodedRecord[] {
  return text.split(' ').map((word, index) => ({
    offset: String(index),
    key: word.endsWith('!') ? marker(0) : word.endsWith('+') ? marker(1) : Buffer.from(word),
    isControlRecord: /[!+]$/.test(word),
    batchContext: { producerId: word[0]!, inTransaction: true },
  }));
}

const delivered = (records: DecodedRecord[], transactions: AbortedTransaction[]): string[] => {
  const aborted = abortedAmong(records, transactions);
  return records
    .filter((record) => !record.isControlRecord && !aborted.has(record))
    .map((record) => String(record.key));
};
const deliveredByStock = (records: DecodedRecord[], transactions: AbortedTransaction[]): string[] =>
  stockFilter({ messages: records, abortedTransactions: transactions })
    .filter((record) => !record.isControlRecord)
    .map((record) => String(record.key));

describe('the read_committed filter', () => {
  const overlapping = log('a1 b1 a2 b! a3 a! c1 c+');
  /** brokers list aborted transactions in the order of their aborts */
  const inAbortOrder = [
    { producerId: 'b', firstOffset: '1' },
    { producerId: 'a', firstOffset: '0' },
  ];

  it('delivers nothing of two overlapping aborted transactions', () => {
    expect(delivered(overlapping, inAbortOrder)).toEqual(['c1']);
  });

  it('is needed: the filter of kafkajs delivers aborted records here', () => {
    expect(deliveredByStock(overlapping, inAbortOrder)).toContain('a1');
  });

  it('knows both transactions when the fetch begins in the middle of them', () => {
    expect(delivered(overlapping.slice(2), inAbortOrder)).toEqual(['c1']);
  });

  it('is not confused by a data record whose key is four zero bytes', () => {
    const records = log('a1 a2 a3 a!');
    records[1]!.key = Buffer.alloc(4);
    expect(delivered(records, [{ producerId: 'a', firstOffset: '0' }])).toEqual([]);
    expect(deliveredByStock(records, [{ producerId: 'a', firstOffset: '0' }])).not.toEqual([]);
  });

  it('delivers what the same producer commits after an abort', () => {
    expect(delivered(log('a1 a! a2 a+'), [{ producerId: 'a', firstOffset: '0' }])).toEqual(['a2']);
  });

  it('delivers records outside any transaction', () => {
    const records = log('a1 a2 a!');
    records[1]!.batchContext = { producerId: 'a', inTransaction: false };
    expect(delivered(records, [{ producerId: 'a', firstOffset: '0' }])).toEqual(['a2']);
  });
});
