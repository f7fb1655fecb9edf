import { describe, expect, it } from '@jest/globals';
import type { Batch } from './batches.js';
import { Pace } from './pace.js';

const MOST = { records: 500, bytes: 900_000 };
const batch = (bytes: number, sourceRecords = 10): Batch => ({
  outputs: [],
  position: { logs: new Map(), sequences: new Map() },
  sourceRecords,
  bytes,
});

/** Full transactions one after the other, on a line with this cost of an empty one and these bytes a second. */
function carry(pace: Pace, transactions: number, emptyTook: number, bytesPerSecond: number): number[] {
  return Array.from({ length: transactions }, () => {
    const { bytes } = pace.limits;
    const took = emptyTook + (bytes / bytesPerSecond) * 1_000;
    pace.took(batch(bytes), took);
    return took;
  });
}

describe('the pace of a link', () => {
  it('grows on a wide line to all that a transaction may hold', () => {
    const pace = new Pace(MOST);
    pace.opened(12, 10_000);
    carry(pace, 6, 12, 20_000_000);
    expect(pace.limits).toEqual(MOST);
  });

  it('keeps a transaction on 64 kbit/s with a second each way well within its deadline, and mostly bytes', () => {
    const pace = new Pace(MOST);
    pace.opened(6_000, 30_000);
    const took = carry(pace, 20, 6_000, 8_000);
    expect(Math.max(...took.slice(3))).toBeLessThanOrEqual(15_000 + 1);
    expect(pace.limits.bytes).toBeGreaterThan(48_000);
  });

  it('cuts what did not end in time, and gives more time to what can not be cut', () => {
    const pace = new Pace(MOST);
    pace.opened(1_000, 30_000);
    pace.tooLate(batch(32_000));
    expect(pace.limits.bytes).toBe(16_000);
    expect(pace.stretch).toBe(1);
    for (let tries = 0; tries < 9; tries += 1) pace.tooLate(batch(800_000, 1));
    expect(pace.stretch).toBe(16);
    pace.took(batch(9_000), 2_000);
    expect(pace.stretch).toBe(1);
  });

  it('does not take a slow broker for a narrow line: a small transaction that took long shrinks nothing', () => {
    const pace = new Pace(MOST);
    pace.opened(20, 10_000);
    for (let turn = 0; turn < 9; turn += 1) pace.took(batch(900), 2_500);
    expect(pace.limits.bytes).toBe(32_000);
  });

  it('never gets so small that nothing goes', () => {
    const pace = new Pace(MOST);
    pace.opened(20, 10_000);
    for (let turn = 0; turn < 20; turn += 1) pace.tooLate(batch(4_000));
    expect(pace.limits.bytes).toBe(4_000);
  });

  it('stays below what the destination takes, also when it goes fast', () => {
    const pace = new Pace(MOST);
    pace.opened(12, 10_000);
    pace.tooLarge(batch(200_000, 40));
    carry(pace, 8, 12, 20_000_000);
    expect(pace.limits).toEqual({ records: 20, bytes: 100_000 });
  });
});
