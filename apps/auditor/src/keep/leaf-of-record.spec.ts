import { describe, expect, it } from '@jest/globals';
import { digest } from '@passerelle/credential';
import { formatLeaf, parseLeaf } from '@passerelle/evidence';
import type { KafkaRecord } from '@passerelle/kafka';
import { leafOfRecord } from './leaf-of-record.js';

const EVIDENCE = {
  id: '0b0e7c1e-9d1a-4c3e-8f6e-6a4d1d2c3b4a',
  kind: 'issued',
  at: '2031-03-12T08:00:00.000Z',
  nation: 'XA',
  actor: 'national-node',
  digest: digest('token'),
  jti: 'j-1',
};
const recordOf = (value: unknown, changes: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: 'xa.evidence.v1',
  partition: 2,
  offset: 41n,
  key: 'k',
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: {},
  timestamp: new Date('2031-03-12T08:00:01Z'),
  ...changes,
});

describe('the leaf of a record', () => {
  it('is the evidence itself, without what this version does not know', () => {
    const leaf = leafOfRecord(recordOf({ ...EVIDENCE, later: 'member' }), 'XA');
    expect(leaf).toEqual({ v: 1, ...EVIDENCE });
  });

  it.each<[string, unknown]>([
    ['no JSON', '{"kind":"Invented Person"'],
    ['no evidence', { ...EVIDENCE, digest: 'Invented Person' }],
    ['nothing', null],
  ])('says of %s that it was there, and what it was, not what it held', (_, value) => {
    const record = recordOf(value);
    const leaf = leafOfRecord(record, 'XA');
    expect(leaf).toMatchObject({ kind: 'unreadable', digest: digest(record.value ?? ''), nation: 'XA' });
    expect(leaf.at).toBe('2031-03-12T08:00:01.000Z');
    const bytes = formatLeaf(leaf);
    expect(parseLeaf(bytes)).toEqual(leaf);
    expect(String(bytes)).not.toContain('Invented');
  });

  it('is the same at every reading, and another at another place', () => {
    const id = (changes: Partial<KafkaRecord>) => leafOfRecord(recordOf('x', changes), 'XA').id;
    const ids = [{}, { offset: 42n }, { partition: 3 }, { topic: 'xb.evidence.v1' }].map(id);
    expect(new Set(ids).size).toBe(4);
    expect(id({})).toBe(ids[0]);
  });

  it.each([-1, 8.64e15, Number.NaN])('stands no writer in the way that stamps a record with %d', (at) => {
    const leaf = leafOfRecord(recordOf('x', { timestamp: new Date(at) }), 'XA');
    expect(parseLeaf(formatLeaf(leaf)).at).toBe('1970-01-01T00:00:00.000Z');
  });
});
