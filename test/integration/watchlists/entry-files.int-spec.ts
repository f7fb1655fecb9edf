import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { BulkImport } from '@passerelle/persistence';
import { randomUUID } from 'node:crypto';
import { BulkImports } from '../../../apps/national-node/src/imports/bulk-imports.js';
import { EntryFiles } from '../../../apps/national-node/src/imports/entry-file.js';
import type { WholeList } from '../../../apps/national-node/src/imports/import-progress.js';
import type { ImportFormat } from '../../../apps/national-node/src/imports/record-splitter.js';
import { EntryErasure } from '../../../apps/national-node/src/watchlists/entry-erasure.js';
import { ListsOfTwo, vehicle } from './lists-of-two.js';

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(120_000);

/** What a line asks for: an operation, a reference, and of all but a removal an invented vehicle. */
const line = (operation: 'add' | 'update' | 'remove', reference: string, plate = 1): object =>
  operation === 'remove'
    ? { operation, reference, reason: 'resolved' }
    : { operation, ...vehicle(plate, { reference }) };
const ndjson = (lines: readonly object[]): string =>
  lines.map((each) => `${JSON.stringify(each)}\n`).join('');
const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

interface Sent {
  format?: ImportFormat;
  key?: string;
  whole?: WholeList;
  dryRun?: boolean;
  /** The line breaks off in the middle of the file. */
  breaksOff?: boolean;
}

describe('a file of entries', () => {
  let lists: ListsOfTwo;
  beforeAll(async () => {
    lists = await ListsOfTwo.open();
    await lists.conclude();
    await lists.heard();
  });
  afterAll(async () => {
    await lists?.close();
  });
  /** Every test has references of its own. */
  let mine: string;
  beforeEach(() => {
    mine = randomUUID().slice(0, 8);
  });

  const send = (text: string, sent: Sent = {}): Promise<BulkImport> => {
    lists.border.nations.clock.advance(1_000); // no file is sent in the instant of another
    const { format = 'ndjson', key = randomUUID(), whole = null, dryRun = false, breaksOff = false } = sent;
    const imports = lists.here.get(BulkImports);
    const target = lists.here.get(EntryFiles).open('vehicles', whole ? 'complete' : 'changes');
    const file = { format, body: bodyOf(text, breaksOff), whole };
    return dryRun ? imports.rehearse(file, target) : imports.run({ subject: 'system', key }, file, target);
  };
  const counts = ({ added, updated, removed, unchanged, refused }: BulkImport) =>
    `+${added} ~${updated} -${removed} =${unchanged} !${refused}`;
  const rules = ({ errors }: BulkImport) => errors.map(({ line, path, rule }) => `${line} ${path} ${rule}`);
  /** How many entries are on our list, and how many of ours on the partner's. */
  const standing = async () => {
    await lists.border.cross();
    const [row] = await lists.here.database.query<{ count: number }[]>(
      `select count(*)::int as count from watchlist_entry where origin_jti is null and state = 'active'`,
    );
    const there = [...(await lists.held()).values()].filter((state) => state.endsWith(' active')).length;
    return { here: row!.count, there };
  };

  it('adds, updates and removes the entries that its references name, here and at the partner', async () => {
    const before = await standing();
    const added = await send(ndjson([1, 2, 3].map((n) => line('add', `${mine}-${n}`, n))));
    expect(counts(added)).toBe('+3 ~0 -0 =0 !0');
    expect(await standing()).toEqual({ here: before.here + 3, there: before.there + 3 });

    const changed = await send(
      ndjson([
        line('update', `${mine}-1`, 11),
        line('remove', ` ${mine}-2 `),
        line('update', `${mine}-3`, 3),
      ]),
    );
    expect(counts(changed)).toBe('+0 ~1 -1 =1 !0');
    expect(await standing()).toEqual({ here: before.here + 2, there: before.there + 2 });
    const held = [...(await lists.held()).values()];
    expect(held.filter((state) => state === '2 active')).toHaveLength(1);
    expect(held.filter((state) => state === '2 removed')).toHaveLength(1);
  });

  it('names line, member and rule of what it may not do, and does the rest', async () => {
    await send(ndjson([line('add', `${mine}-1`)]));
    const answer = await send(
      ndjson([
        line('add', `${mine}-1`),
        line('update', `${mine}-9`),
        line('remove', `${mine}-9`),
        line('add', `${mine}-2`),
        line('remove', `${mine}-2`),
        { ...vehicle(1), operation: 'replace' },
        { operation: 'update', ...vehicle(1) },
      ]),
    );
    expect(counts(answer)).toBe('+1 ~0 -0 =0 !6');
    expect(rules(answer)).toEqual([
      '1 /reference reference-known',
      '2 /reference reference-unknown',
      '3 /reference reference-repeated',
      '5 /reference reference-repeated',
      '6 /operation is-in',
      '7 /reference required',
    ]);
  });

  it('may be CSV, where a removal needs no more than its reference', async () => {
    const header =
      'operation;reference;category;action;handling;legalGround;evaluation.source;evaluation.information;vehicle.plate';
    const vehicleOf = 'STOLEN-VEHICLE;LOCATE-REPORT;H1;OWNER-COMPLAINT;A;1';
    const row = (operation: string, reference: string, plate: string) =>
      `${operation};${reference};${vehicleOf};${plate}`;
    const add = [header, row('add', `${mine}-1`, 'DEMO-1'), row('add', `${mine}-2`, 'DEMO-2'), ''];
    expect(counts(await send(add.join('\r\n'), { format: 'csv' }))).toBe('+2 ~0 -0 =0 !0');
    const change = [header, row('update', `${mine}-1`, 'DEMO-3'), `remove;${mine}-2${';'.repeat(7)}`, ''];
    expect(counts(await send(change.join('\r\n'), { format: 'csv' }))).toBe('+0 ~1 -1 =0 !0');
  });

  it('says in a dry run what it would do, and does nothing', async () => {
    await send(ndjson([1, 2, 3].map((n) => line('add', `${mine}-${n}`, n))));
    const before = await standing();
    const file = ndjson([
      line('update', `${mine}-1`, 11),
      line('update', `${mine}-2`, 2),
      line('remove', `${mine}-3`),
      line('add', `${mine}-4`),
      line('remove', `${mine}-5`),
    ]);
    const rehearsed = await send(file, { dryRun: true });
    expect(await standing()).toEqual(before);
    const done = await send(file);
    expect(counts(rehearsed)).toBe('+1 ~1 -1 =1 !1');
    expect([counts(done), rules(done)]).toEqual([counts(rehearsed), rules(rehearsed)]);
  });

  it('goes on after the last committed lines when it is sent again, and remembers what it named before', async () => {
    const references = numbered(800, mine);
    const lines = references.map((reference) => line('add', reference));
    lines[740] = line('add', references[0]!);
    const file = ndjson(lines);
    const key = randomUUID();
    await expect(send(file, { key, breaksOff: true })).rejects.toThrow('the line broke off');
    const [kept] = await lists.here.database.query<{ lines: number; state: string }[]>(
      'select lines, state from bulk_import order by started_at desc limit 1',
    );
    expect(kept).toEqual({ lines: 500, state: 'running' });
    const answer = await send(file, { key });
    expect(counts(answer)).toBe('+799 ~0 -0 =0 !1');
    expect(rules(answer)).toEqual(['741 /reference reference-repeated']);
    expect(await send(file, { key })).toEqual(answer);
    await expect(send(ndjson(lines.slice(1)), { key })).rejects.toMatchObject({
      code: 'PSR_IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('adds an entry once, however many files add it at once', async () => {
    const references = numbered(20, mine);
    const file = ndjson(references.map((reference) => line('add', reference)));
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(file)));
    const sum = (of: (each: BulkImport) => number) => answers.reduce((all, each) => all + of(each), 0);
    expect([sum(({ added }) => added), sum(({ refused }) => refused)]).toEqual([20, 60]);
  });

  it('finds no entry that has expired, and may add it again', async () => {
    const { clock } = lists.border.nations;
    const expiresAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
    const short = { operation: 'add', ...vehicle(1, { reference: mine, expiresAt }) };
    expect(counts(await send(ndjson([short])))).toBe('+1 ~0 -0 =0 !0');
    await lists.border.cross();
    clock.advance(7_200_000);
    await lists.heard();
    for (const node of [lists.here, lists.there]) {
      node.get(EntryErasure).wake();
      await node.get(EntryErasure).onApplicationShutdown();
    }
    expect(rules(await send(ndjson([line('update', mine)])))).toEqual(['1 /reference reference-unknown']);
    expect(counts(await send(ndjson([line('add', mine)])))).toBe('+1 ~0 -0 =0 !0');
  });

  describe('that is the whole list', () => {
    const stateOf = (reference: string, plate = 1) => vehicle(plate, { reference });
    /** The list holds these, and nothing else that has a reference. */
    const begin = async (references: readonly string[]) => {
      const file = ndjson(references.map((reference) => stateOf(reference)));
      await send(file, { whole: { entries: references.length, removals: 1_000_000 } });
    };

    it('makes the list what it says, and says nothing the second time', async () => {
      await begin([`${mine}-1`, `${mine}-2`, `${mine}-3`]);
      const file = ndjson([stateOf(`${mine}-1`), stateOf(`${mine}-2`, 2), stateOf(`${mine}-4`)]);
      const whole = { entries: 3, removals: 1 };
      expect(counts(await send(file, { whole }))).toBe('+1 ~1 -1 =1 !0');
      expect(counts(await send(file, { whole }))).toBe('+0 ~0 -0 =3 !0');
      await lists.border.cross();
    });

    it.each([
      ['a line of it was refused', (file: string) => `${file}{}\n`, {}, 'lines-refused'],
      [
        'it holds another number than its writer counted',
        (file: string) => file,
        { entries: 9 },
        'entries-differ',
      ],
      ['its last line does not end', (file: string) => file.trimEnd(), {}, 'file-cut'],
      ['more would go than was expected', (file: string) => file, { removals: 1 }, 'too-many'],
    ])('removes nothing where %s, and says why', async (_, spoilt, said, obstacle) => {
      await begin(numbered(3, mine));
      const before = await standing();
      const file = spoilt(ndjson([stateOf(`${mine}-0`)]));
      const whole = { entries: 1, removals: 2, ...said };
      const rehearsed = await send(file, { whole, dryRun: true });
      expect(rehearsed).toMatchObject({ removed: 2, notRemoved: obstacle });
      expect(await send(file, { whole })).toMatchObject({ removed: 0, notRemoved: obstacle });
      expect(await standing()).toEqual(before);
    });

    it('leaves what changed after it was begun to be read', async () => {
      await begin(numbered(2, mine));
      const key = randomUUID();
      const lines = numbered(150, `${mine}-other`).map((reference) => stateOf(reference));
      const whole = { entries: 150, removals: 10 };
      await expect(send(ndjson(lines), { key, whole, breaksOff: true })).rejects.toThrow(
        'the line broke off',
      );
      lists.border.nations.clock.advance(60_000);
      await lists.heard();
      await send(ndjson([line('update', `${mine}-1`, 7)]));
      expect(await send(ndjson(lines), { key, whole })).toMatchObject({ added: 150, removed: 1 });
      expect(rules(await send(ndjson([line('add', `${mine}-1`)])))).toEqual(['1 /reference reference-known']);
    });
  });

  it('leaves no reference in clear in the database', async () => {
    await send(ndjson([line('add', mine), line('update', `${mine}-unknown`)]));
    for (const table of [
      'watchlist_entry',
      'watchlist_message',
      'watchlist_block',
      'bulk_import',
      'outbox',
    ]) {
      const rows = await lists.here.database.query<unknown[]>(
        `select 1 from ${table} each where strpos(each::text, $1) > 0 or strpos(each::text, $2) > 0`,
        [mine, Buffer.from(mine).toString('hex')],
      );
      expect({ table, rows }).toEqual({ table, rows: [] });
    }
    await lists.border.cross();
  });
});

/** In pieces that end anywhere, as a request is read. */
async function* bodyOf(text: string, breaksOff: boolean): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const end = breaksOff ? Math.floor(bytes.length * 0.75) : bytes.length;
  for (let at = 0; at < end; at += 1_000)
    yield await Promise.resolve(bytes.subarray(at, Math.min(at + 1_000, end)));
  if (breaksOff) throw new Error('the line broke off');
}
