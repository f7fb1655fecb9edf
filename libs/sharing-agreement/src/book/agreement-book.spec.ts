import { describe, expect, it } from '@jest/globals';
import type { AgreementInForce, SharingAgreement } from '../agreement/agreement.js';
import { AgreementBook } from './agreement-book.js';

const version = (number: number, changes: Partial<SharingAgreement> = {}): AgreementInForce => ({
  hash: `hash-${number}`,
  agreement: {
    id: 'mr-ml',
    version: number,
    previous: number === 1 ? null : `hash-${number - 1}`,
    parties: ['MR', 'ML'],
    validFrom: `2026-0${number}-01T00:00:00Z`,
    validUntil: '2027-01-01T00:00:00Z',
    ...changes,
  } as SharingAgreement,
});

const bookWith = (...versions: AgreementInForce[]): AgreementBook => {
  const book = new AgreementBook('MR', 'ML');
  for (const each of versions) expect(book.accept(each)).toEqual({ accepted: true });
  return book;
};

describe('AgreementBook', () => {
  it('accepts versions that chain by hash', () => {
    const book = bookWith(version(1), version(2), version(3));
    expect(book.latest()).toEqual(version(3));
    expect(book.byHash('hash-2')).toEqual(version(2));
    expect(book.byHash('hash-9')).toBeNull();
  });

  it.each([
    ['an agreement of other parties', [], version(1, { parties: ['MR', 'SN'] }), 'other-parties'],
    ['the version it has', [version(1)], version(1), 'already-known'],
    [
      'an older version after a newer one',
      [version(1), version(2)],
      { ...version(1), hash: 'x' },
      'older-version',
    ],
    ['another version of the same number', [version(1)], { ...version(1), hash: 'x' }, 'older-version'],
    ['a version that leaves one out', [version(1)], version(3), 'chain-broken'],
    ['a version that follows another document', [version(1)], version(2, { previous: 'x' }), 'chain-broken'],
    ['another agreement in the middle of the chain', [version(1)], version(2, { id: 'y' }), 'chain-broken'],
    ['a later version as the first', [], version(2), 'chain-broken'],
  ])('refuses %s', (_, before, offered, reason) => {
    const book = bookWith(...before);
    expect(book.accept(offered)).toEqual({ accepted: false, reason });
    expect(book.latest()).toEqual(before.at(-1) ?? null);
  });

  it('keeps a version in force until the next one begins', () => {
    const book = bookWith(version(1), version(2));
    expect(book.inForce(new Date('2025-12-31T00:00:00Z'))).toBeNull();
    expect(book.inForce(new Date('2026-01-31T00:00:00Z'))).toEqual(version(1));
    expect(book.inForce(new Date('2026-02-01T00:00:00Z'))).toEqual(version(2));
  });

  it('does not go back to an older version when the newest has expired', () => {
    const ended = version(2, { validUntil: '2026-03-01T00:00:00Z' });
    const book = bookWith(version(1), ended);
    const now = new Date('2026-03-01T00:00:00Z');
    expect(book.inForce(now)).toBeNull();
    expect(book.governing(now)).toEqual(ended);
  });

  it('governs by the version to come where none has begun, so that the refusal can say so', () => {
    const book = bookWith(version(1));
    expect(book.governing(new Date('2025-01-01T00:00:00Z'))).toEqual(version(1));
    expect(new AgreementBook('MR', 'ML').governing(new Date())).toBeNull();
  });
});
