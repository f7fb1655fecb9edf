import { describe, expect, it } from '@jest/globals';
import { topicRegistry } from '../topics/registry.js';
import { quarantineFacts, quarantineRecord, readmittedRecord } from './quarantine.js';

const registry = topicRegistry('XA', ['XB']);
const at = new Date('2026-01-05T10:00:00Z');
const original = {
  topic: registry.inbound('XB', 'receipt'),
  partition: 2,
  offset: 41n,
  key: 'thread',
  value: Buffer.from([0, 255, 1]),
  headers: { 'correlation-id': 'c-1' },
};

describe('quarantine', () => {
  const refused = quarantineRecord(registry, original, 'PSR_CREDENTIAL_SIGNATURE', at);

  it('keeps key, value and headers untouched and says where the record stood and why it was refused', () => {
    expect(refused).toMatchObject({
      topic: 'xa.quarantine.inbound.xb.receipt.v1',
      partition: 2,
      key: 'thread',
    });
    expect(refused.value).toBe(original.value);
    expect(refused.headers).toMatchObject({
      'correlation-id': 'c-1',
      'quarantine-reason': 'PSR_CREDENTIAL_SIGNATURE',
    });
    expect(quarantineFacts({ ...refused, offset: 0n })).toEqual({
      topic: original.topic,
      partition: 2,
      offset: 41n,
      reason: 'PSR_CREDENTIAL_SIGNATURE',
      at: at.toISOString(),
    });
  });

  it('keeps a record whose key or headers hold what a database can not store', () => {
    const hostile = { ...original, key: 'a\0b', headers: { 'c\0': 'd\0' } };
    const kept = quarantineRecord(registry, hostile, 'header-mismatch', at);
    expect(JSON.stringify(kept)).not.toContain('\\u0000');
    expect(kept).toMatchObject({ key: 'a\uFFFDb', headers: { 'c\uFFFD': 'd\uFFFD' } });
  });

  it('takes codes for reasons, never sentences that could hold data', () => {
    expect(() => quarantineRecord(registry, original, 'bad name: Fulan', at)).toThrow(RangeError);
  });

  it('puts a readmitted record before the same consumer, and back into the same quarantine if refused again', () => {
    const readmitted = { ...readmittedRecord(registry, { ...refused, offset: 7n }), offset: 0n };
    expect(readmitted).toMatchObject({ topic: 'xa.readmitted.inbound.xb.receipt.v1', partition: 2 });
    expect(readmitted.value).toBe(original.value);
    expect(quarantineRecord(registry, readmitted, 'PSR_X', at).topic).toBe(refused.topic);
  });

  it('readmits nothing that was not quarantined', () => {
    expect(() => readmittedRecord(registry, original)).toThrow(RangeError);
  });
});
