import { describe, expect, it } from '@jest/globals';
import { batches, type BatchLimits } from './batches.js';
import { decodePosition, encodePosition, type Position } from './position.js';
import type { SourceRecord, Transform } from './records.js';

const start: Position = {
  logs: new Map([['source', { incarnation: 'i', nextOffset: 10n, last: null }]]),
  sequences: new Map([['evidence/2', 7n]]),
};
const records = (count: number, size = 1): SourceRecord[] =>
  Array.from({ length: count }, (_, n) => ({
    topic: 'source',
    partition: 2,
    offset: 10n + BigInt(n) * 2n,
    key: 'k',
    value: Buffer.alloc(size),
    headers: {},
    timestamp: new Date(0),
  }));
const copy: Transform = ({ partition, value }) => [{ topic: 't', partition, key: 'k', value: value! }];
const numbered: Transform = (_, { nextSequence }) => [
  { topic: 'evidence', partition: 2, key: 'k', value: String(nextSequence('evidence', 2)) },
];
const cut = async (source: SourceRecord[], transform: Transform, limits: BatchLimits) => {
  const all = [];
  for await (const batch of batches(source, start, transform, () => limits)) all.push(batch);
  return all;
};

describe('transactions', () => {
  it('hold no more source records than the limit', async () => {
    const all = await cut(records(7), copy, { records: 3, bytes: 9_999 });
    expect(all.map((batch) => batch.sourceRecords)).toEqual([3, 3, 1]);
  });

  it('end at the last record of each log they read', async () => {
    const log = { incarnation: 'i', nextOffset: 0n, last: null };
    const both: Position = { ...start, logs: new Map([...start.logs, ['along', log]]) };
    const [first, second, third] = records(3) as [SourceRecord, SourceRecord, SourceRecord];
    const mixed = [first, { ...second, topic: 'along' }, third];
    for await (const { position } of batches(mixed, both, numbered, () => ({ records: 9, bytes: 9_999 }))) {
      expect(position.logs.get('source')).toMatchObject({ nextOffset: 15n, last: { offset: 14n } });
      expect(position.logs.get('along')).toMatchObject({ nextOffset: 13n, last: { offset: 12n } });
      expect(position.sequences.get('evidence/2')).toBe(10n);
    }
  });

  it('hold no more bytes than the limit, and a record that alone exceeds it goes alone', async () => {
    const sizes = [100, 400, 2_000, 100];
    const source = sizes.flatMap((size, n) =>
      records(1, size).map((record) => ({ ...record, offset: BigInt(n) })),
    );
    const all = await cut(source, copy, { records: 9, bytes: 1_000 });
    expect(all.map((batch) => batch.outputs.map((output) => output.value.length))).toEqual([
      [100, 400],
      [2_000],
      [100],
    ]);
  });

  it('move the position past a withheld record, and over gaps in the offsets', async () => {
    const [batch] = await cut(records(2), () => [], { records: 9, bytes: 9_999 });
    expect(batch!.outputs).toEqual([]);
    expect(batch!.position.logs.get('source')).toMatchObject({ nextOffset: 13n, last: { offset: 12n } });
  });

  it('number on from the position, and each position knows the numbers of its own transaction only', async () => {
    const all = await cut(records(3), numbered, { records: 2, bytes: 9_999 });
    expect(all.map((batch) => batch.outputs.map((output) => output.value))).toEqual([['7', '8'], ['9']]);
    expect(all.map((batch) => batch.position.sequences.get('evidence/2'))).toEqual([9n, 10n]);
  });

  it('say with each output where it came from, whatever the transform claims', async () => {
    const [batch] = await cut(
      records(1),
      () => [
        { topic: 't', partition: 0, key: 'k', value: '', headers: { 'source-topic': 'lie', other: 'kept' } },
      ],
      { records: 9, bytes: 9_999 },
    );
    expect(batch!.outputs[0]!.headers).toEqual({
      'source-topic': 'source',
      'source-partition': '2',
      'source-offset': '10',
      other: 'kept',
    });
  });
});

describe('a position', () => {
  it('survives being written and read', () => {
    expect(decodePosition(Buffer.from(encodePosition(start)))).toEqual(start);
  });

  it.each(['', 'null', '{}', '{"logs":{"a":{}},"sequences":{}}'])('is refused when it reads %j', (value) => {
    expect(() => decodePosition(Buffer.from(value))).toThrow('not one this link wrote');
  });
});
