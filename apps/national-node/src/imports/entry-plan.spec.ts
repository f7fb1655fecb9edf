import { describe, expect, it } from '@jest/globals';
import type { AlertDocument } from '@passerelle/exchange-model';
import type { WatchlistEntry } from '@passerelle/persistence';
import type { EntryLine } from './entry-line.js';
import { planOf, RENEWED_BELOW_MS } from './entry-plan.js';

const NOW = new Date('2031-03-12T08:00:00Z');
const LATER = '2031-12-31T00:00:00Z';
const document = (change: object = {}): AlertDocument =>
  ({
    category: 'STOLEN-VEHICLE',
    vehicle: { plate: 'DEMO-1' },
    expiresAt: LATER,
    ...change,
  }) as AlertDocument;
const line = (operation: EntryLine['operation'], reference: string | null, change: object = {}): EntryLine =>
  operation === 'remove'
    ? { operation, reference: reference ?? '', reason: 'resolved' }
    : { operation, reference, document: document(), namesExpiry: true, ...change };

const entry = (id: string, expiresAt = LATER): WatchlistEntry =>
  ({ entryId: id, expiresAt: new Date(expiresAt) }) as WatchlistEntry;

/** What is on the list: by reference the entries and what each says. */
const plan = (
  held: Readonly<Record<string, readonly WatchlistEntry[]>>,
  said: AlertDocument | null,
  ...lines: EntryLine[]
) =>
  planOf(
    lines.map((item, index) => ({ line: index + 1, item })),
    { of: (reference) => held[reference] ?? [], documentOf: () => said },
    NOW,
  );
const summary = ({ added, changed, removed, unchanged, refused }: ReturnType<typeof plan>) => ({
  added: added.length,
  changed: changed.map((each) => each.entry.entryId),
  removed: removed.map((each) => `${each.entry.entryId} ${each.reason}`),
  unchanged,
  refused: refused.map((each) => `${each.line} ${each.violations[0]?.path} ${each.violations[0]?.rule}`),
});
const nothing = { added: 0, changed: [], removed: [], unchanged: 0, refused: [] };

describe('a file against its list', () => {
  it('adds what is new, updates and removes what is there', () => {
    const held = { 'R-1': [entry('one')], 'R-2': [entry('two')] };
    const changed = document({ vehicle: { plate: 'DEMO-2' } });
    expect(
      summary(plan(held, changed, line('add', 'R-3'), line('update', 'R-1'), line('remove', 'R-2'))),
    ).toEqual({ ...nothing, added: 1, changed: ['one'], removed: ['two resolved'] });
  });

  it.each([
    ['add', { 'R-1': [entry('one')] }, 'reference-known'],
    ['update', {}, 'reference-unknown'],
    ['remove', {}, 'reference-unknown'],
    ['update', { 'R-1': [entry('one'), entry('two')] }, 'reference-ambiguous'],
    ['remove', { 'R-1': [entry('one'), entry('two')] }, 'reference-ambiguous'],
    ['state', { 'R-1': [entry('one'), entry('two')] }, 'reference-ambiguous'],
  ] as const)('refuses to %s, naming member and rule, where it holds %j', (operation, held, rule) => {
    expect(summary(plan(held, document(), line(operation, 'R-1')))).toEqual({
      ...nothing,
      refused: [`1 /reference ${rule}`],
    });
  });

  it('adds without asking what names no operation, and what has no reference', () => {
    const held = { 'R-1': [entry('one')] };
    expect(summary(plan(held, document(), line('append', 'R-1'), line('add', null)))).toEqual({
      ...nothing,
      added: 2,
    });
  });

  it.each(['update', 'state'] as const)('makes no version of an %s that says what is known', (operation) => {
    const reordered = { vehicle: { plate: 'DEMO-1' }, ...document() };
    expect(summary(plan({ 'R-1': [entry('one')] }, reordered, line(operation, 'R-1')))).toEqual({
      ...nothing,
      unchanged: 1,
    });
  });

  it('changes an entry that names another end, and one whose document is gone', () => {
    const held = { 'R-1': [entry('one')] };
    const until = { document: document({ expiresAt: '2032-01-01T00:00:00Z' }) };
    expect(summary(plan(held, document(), line('state', 'R-1', until))).changed).toEqual(['one']);
    expect(summary(plan(held, null, line('state', 'R-1'))).changed).toEqual(['one']);
  });

  it('gives an entry that names no end its time anew only when half of it is over', () => {
    const unnamed = (expiresAt: Date) => {
      const ends = expiresAt.toISOString();
      const item = line('state', 'R-1', { namesExpiry: false, document: document({ expiresAt: LATER }) });
      return summary(plan({ 'R-1': [entry('one', ends)] }, document({ expiresAt: ends }), item));
    };
    const half = NOW.getTime() + RENEWED_BELOW_MS;
    expect(unnamed(new Date(half))).toEqual({ ...nothing, unchanged: 1 });
    expect(unnamed(new Date(half - 1_000))).toEqual({ ...nothing, changed: ['one'] });
  });
});
