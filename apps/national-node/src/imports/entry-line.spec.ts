import { describe, expect, it } from '@jest/globals';
import { ValidationProblem } from '@passerelle/runtime';
import { type EntryLine, entryLineOf, namedReference } from './entry-line.js';

const NOW = new Date('2031-03-12T08:00:00Z');
const vehicle = (change: object = {}): object => ({
  category: 'STOLEN-VEHICLE',
  action: 'LOCATE-REPORT',
  handling: 'H1',
  legalGround: 'OWNER-COMPLAINT',
  evaluation: { source: 'A', information: '1' },
  vehicle: { plate: 'DEMO-417' },
  ...change,
});
const read = (line: unknown, mode: 'changes' | 'complete' = 'changes'): EntryLine =>
  entryLineOf('vehicles', mode, line, NOW);
const refusal = (line: unknown, mode: 'changes' | 'complete' = 'changes'): string[] => {
  try {
    read(line, mode);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationProblem)) throw error;
    return error.errors.map(({ path, rule }) => `${path} ${rule}`);
  }
};

describe('a line of changes', () => {
  it('adds where it says nothing, and then nobody is asked about its reference', () => {
    expect(read(vehicle({ reference: 'NKC-1' }))).toMatchObject({
      operation: 'append',
      reference: 'NKC-1',
      namesExpiry: false,
      document: { reference: 'NKC-1', urgency: 'routine' },
    });
    expect(namedReference('changes', vehicle({ reference: 'NKC-1' }))).toBeNull();
  });

  it.each(['add', 'update'] as const)('may %s, with the document behind it', (operation) => {
    const line = vehicle({ operation, reference: ' NKC-٤١٧ ', expiresAt: '2031-06-01T00:00:00Z' });
    expect(read(line)).toMatchObject({ operation, reference: 'NKC-417', namesExpiry: true });
    expect(read(line)).not.toHaveProperty('document.operation');
    expect(namedReference('changes', line)).toBe('NKC-417');
  });

  it('removes by its reference alone, whatever else stands there', () => {
    expect(read({ operation: 'remove', reference: 'NKC-1' })).toEqual({
      operation: 'remove',
      reference: 'NKC-1',
      reason: 'other',
    });
    expect(read(vehicle({ operation: 'remove', reference: 'NKC-1', reason: 'resolved' }))).toMatchObject({
      reason: 'resolved',
    });
  });

  it.each([
    ['an operation that is none', vehicle({ operation: 'delete' }), ['/operation is-in']],
    ['an operation in another case', vehicle({ operation: 'ADD' }), ['/operation is-in']],
    ['an operation that is no text', vehicle({ operation: ['add'] }), ['/operation is-in']],
    ['an update of nothing', vehicle({ operation: 'update' }), ['/reference required']],
    ['a removal of nothing', { operation: 'remove' }, ['/reference required']],
    ['a removal of white space', { operation: 'remove', reference: ' \t ' }, ['/reference required']],
    ['a removal of a number', { operation: 'remove', reference: 417 }, ['/reference is-string']],
    [
      'a removal for no reason',
      { operation: 'remove', reference: 'R', reason: 'expired' },
      ['/reason is-in'],
    ],
    [
      'a reason without a removal',
      vehicle({ operation: 'add', reason: 'resolved' }),
      ['/reason unknown-member'],
    ],
    [
      'an update that is no entry',
      { operation: 'update', reference: 'R' },
      expect.arrayContaining(['/category required']),
    ],
    ['what is no object', ['add'], [' is-object']],
  ])('is refused for %s', (_, line, expected) => {
    expect(refusal(line)).toEqual(expected);
  });
});

describe('a line of a whole list', () => {
  it('says how an entry is, and needs its reference', () => {
    expect(read(vehicle({ reference: 'NKC-1' }), 'complete')).toMatchObject({ operation: 'state' });
    expect(refusal(vehicle(), 'complete')).toEqual(['/reference required']);
  });

  it('has no operation', () => {
    const line = vehicle({ operation: 'add', reference: 'NKC-1' });
    expect(refusal(line, 'complete')).toEqual(['/operation unknown-member']);
  });
});
