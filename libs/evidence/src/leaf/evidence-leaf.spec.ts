import { describe, expect, it } from '@jest/globals';
import { EVIDENCE_KINDS, type EvidenceRecord } from '@passerelle/exchange-model';
import { MAX_ENTRY_BYTES } from '../tiles/entry-bundle.js';
import { formatLeaf, leafOf, parseLeaf } from './evidence-leaf.js';

const DIGEST = 'A'.repeat(43);
const record: EvidenceRecord = {
  id: '3f0e9c1a-0c7e-4a55-9a53-0d3f4f6a8b10',
  kind: 'released',
  at: '2026-06-01T12:00:00.000Z',
  nation: 'XA',
  actor: 'bridge-enforce',
  alertId: '9b2f8a54-6f0b-4f0e-8f57-1f2b3c4d5e6f',
  iss: 'XA',
  jti: 'a-1',
  version: 2,
  partner: 'XB',
  agreement: DIGEST,
  digest: DIGEST,
  decisionDigest: DIGEST,
  releaseDigest: DIGEST,
  reason: 'receipt-delivered',
};

describe('a leaf', () => {
  it('holds every member of its evidence record, so that none can be changed beside it', () => {
    expect(leafOf(record)).toEqual({ v: 1, ...record });
  });

  it.each(EVIDENCE_KINDS)('is written for %s, and reads back', (kind) => {
    const { id, at, nation, actor, digest } = record;
    const leaf = leafOf({ id, kind, at, nation, actor, digest });
    expect(parseLeaf(formatLeaf(leaf))).toEqual(leaf);
  });

  it('has these bytes for ever', () => {
    expect(formatLeaf(leafOf(record)).toString()).toBe(
      `{"actor":"bridge-enforce","agreement":"${DIGEST}","alertId":"9b2f8a54-6f0b-4f0e-8f57-1f2b3c4d5e6f",` +
        `"at":"2026-06-01T12:00:00.000Z","decisionDigest":"${DIGEST}","digest":"${DIGEST}",` +
        `"id":"3f0e9c1a-0c7e-4a55-9a53-0d3f4f6a8b10","iss":"XA","jti":"a-1","kind":"released","nation":"XA",` +
        `"partner":"XB","reason":"receipt-delivered","releaseDigest":"${DIGEST}","v":1,"version":2}`,
    );
  });

  it('takes nothing along that it does not know', () => {
    const chatty = { ...record, category: 'TERRORISM', name: 'somebody' };
    expect(leafOf(chatty)).toEqual(leafOf(record));
  });

  it('fits into an entry of a log whatever it says', () => {
    const longest = { ...record, reason: 'r'.repeat(200), jti: 'j'.repeat(200), actor: 'a'.repeat(200) };
    expect(formatLeaf(leafOf(longest)).length).toBeLessThan(MAX_ENTRY_BYTES);
  });

  const text = formatLeaf(leafOf(record)).toString();
  it.each([
    ['nothing', ''],
    ['no object', '[]'],
    ['a space', text.replace(':', ': ')],
    ['members in another order', `{"v":1,${text.slice(1).replace(',"v":1', '')}`],
    ['a member twice', text.replace('"v":1', '"v":1,"v":1')],
    ['a member more', text.replace('"v":1', '"v":1,"zzz":1')],
    ['a member less', text.replace('"nation":"XA",', '')],
    ['free text for a reason', text.replace('receipt-delivered', 'he said so')],
    ['another version of its form', text.replace('"v":1', '"v":2')],
    ['bytes after it', `${text}\n`],
  ])('is refused with %s', (_, bytes) => {
    expect(() => parseLeaf(Buffer.from(bytes))).toThrow('PSR_LEAF_MALFORMED');
  });
});
