import { describe, expect, it } from '@jest/globals';
import { type LinkItem, statusLines } from './status-lines.js';

const AT = '2031-03-12T08:00:00.000Z';
const link = (changes: Partial<LinkItem> = {}): LinkItem => ({
  partner: 'XB',
  state: 'up',
  lastHeardAt: AT,
  alarms: [],
  inbound: [{ lane: 'alert.urgent', partition: 0, sequence: '812', gaps: [] }],
  overdueReceipts: { count: 0, oldestAt: null },
  ...changes,
});

describe('passctl links status', () => {
  it('says of a link in order that nothing is missing, and that it was never compared nor synchronised', () => {
    expect(statusLines(link())).toEqual([
      `XB  up  last heard ${AT}`,
      '  alert.urgent 0  up to 812',
      '  receipts overdue  0',
      '  what we released  never reconciled',
      '  what it released  never reconciled',
      '  watchlists  never synchronised',
    ]);
  });

  it('names alarms, gaps, overdue receipts and what a reconciliation found', () => {
    const gaps = [
      { first: '3', last: '3', foundAt: AT },
      { first: '7', last: '9', foundAt: AT },
    ];
    const lines = statusLines(
      link({
        state: 'silent',
        alarms: ['gap', 'silent'],
        inbound: [{ lane: 'receipt', partition: 1, sequence: '12', gaps }],
        overdueReceipts: { count: 2, oldestAt: AT },
        reconciliation: { result: 'partial', at: AT, drift: 4 },
        partnersReconciliation: { result: 'running', at: null, drift: 0 },
      }),
    );
    expect(lines).toEqual([
      `XB  silent  last heard ${AT}  ALARM gap silent`,
      '  receipt 1  up to 12  missing 3 7-9',
      `  receipts overdue  2 since ${AT}`,
      `  what we released  partial at ${AT}, 4 differed`,
      '  what it released  reconciliation runs',
      '  watchlists  never synchronised',
    ]);
  });

  it('tells a synchronisation that is under way from one that the partner confirmed', () => {
    const counts = { seen: 40, shared: 30, takenBack: 1, withheld: 9 };
    const walking = { state: 'walking', at: null, list: 'vehicles', undecided: 3, ...counts };
    expect(statusLines(link({ synchronisation: walking })).at(-1)).toBe(
      '  watchlists  walking at vehicles: 40 seen, 30 shared, 9 withheld, 1 taken back, 3 undecided',
    );
    expect(statusLines(link({ synchronisation: { state: 'complete', at: AT, ...counts } })).at(-1)).toBe(
      `  watchlists  complete at ${AT}: 40 seen, 30 shared, 9 withheld, 1 taken back`,
    );
  });

  it('calls a partner that was never heard neither up nor silent', () => {
    const [first] = statusLines(link({ state: 'never', lastHeardAt: null, inbound: [] }));
    expect(first).toBe('XB  never  never heard');
  });
});
