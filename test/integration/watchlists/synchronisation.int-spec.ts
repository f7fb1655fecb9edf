import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withTransaction } from '@passerelle/persistence';
import type { SharingAgreement } from '@passerelle/sharing-agreement';
import { EntryWalk } from '../../../apps/national-node/src/links/synchronisation/entry-walk.js';
import {
  MOST_WAITING_BLOCKS,
  Synchronisations,
} from '../../../apps/national-node/src/links/synchronisation/synchronisations.js';
import { WatchlistChanges } from '../../../apps/national-node/src/watchlists/watchlist-changes.js';
import { ListsOfTwo, vehicle, vehicles } from './lists-of-two.js';

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(120_000);

const ofEntries = ({ kinds }: SharingAgreement['clauses'][number]): boolean =>
  kinds?.includes('watchlist.entry') === true;
const withoutEntries = (draft: SharingAgreement): void => {
  draft.clauses = draft.clauses.filter((clause) => !ofEntries(clause));
};
const withoutVehicles = (draft: SharingAgreement): void => {
  for (const clause of draft.clauses.filter(ofEntries))
    clause.groups = clause.groups.filter((group) => group !== 'vehicle');
};

const FIRST = '00000000-0000-0000-0000-000000000000';

describe('a first synchronisation', () => {
  let lists: ListsOfTwo;
  beforeEach(async () => {
    lists = await ListsOfTwo.open();
  });
  afterEach(async () => {
    await lists?.close();
  });

  const states = async () => {
    const held = [...(await lists.held()).values()];
    return Object.fromEntries(
      [...new Set(held)].map((state) => [state, held.filter((each) => each === state).length]),
    );
  };

  it('brings over what was there before any agreement, in blocks of a hundred, and has it verified', async () => {
    const ids = await lists.add(vehicles(250));
    await lists.border.cross();
    expect(await lists.held()).toEqual(new Map());

    await lists.conclude();
    await lists.heard();
    await lists.settle();
    expect(lists.border.blocks()).toBe(3);
    expect(new Set((await lists.held()).keys())).toEqual(new Set(ids));
    expect(await states()).toEqual({ '1 active': 250 });
    expect(await lists.synchronisation()).toMatchObject({
      state: 'complete',
      cause: 'agreement',
      seen: 250,
      shared: 250,
      takenBack: 0,
      withheld: 0,
    });
    const proof = async (node: typeof lists.here) => {
      const rows = await node.database.query<{ range: string; count: number; statement: string }[]>(
        `select range, count, dig, statement from reconciliation_proof where range = 'entry:'`,
      );
      return rows.map(({ statement, ...held }) => ({ ...held, says: claimsOf(statement) }));
    };
    const [ours] = await proof(lists.here);
    const [theirs] = await proof(lists.there);
    expect(ours).toMatchObject({ count: 250, says: { iss: 'ML', ctl: 'reconciliation.answer' } });
    expect(theirs).toMatchObject({ count: 250, says: { iss: 'MR', end: { result: 'complete' } } });
  });

  it('shares what a version allows that the one before did not, once, and nothing else', async () => {
    await lists.conclude(withoutEntries);
    await lists.add(vehicles(120));
    await lists.add([vehicle(500, { handling: 'H3' })]);
    await lists.heard();
    await lists.settle();
    expect(await states()).toEqual({});
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete', shared: 0, withheld: 121 });
    lists.border.blocks();

    await lists.conclude();
    await lists.settle();
    expect(await states()).toEqual({ '2 active': 120 });
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete', shared: 120, withheld: 1 });
    expect(lists.border.blocks()).toBe(2);

    await lists.synchronise();
    await lists.settle();
    expect(await lists.synchronisation()).toMatchObject({
      cause: 'asked',
      state: 'complete',
      seen: 121,
      shared: 0,
    });
    expect(lists.border.blocks()).toBe(0);
  });

  it('takes back what a version allows no longer', async () => {
    await lists.conclude();
    const ids = await lists.add(vehicles(3));
    await lists.heard();
    await lists.settle();
    expect(await states()).toEqual({ '1 active': 3 });

    await lists.conclude(withoutEntries);
    await lists.settle();
    expect(await states()).toEqual({ '2 removed': 3 });
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete', takenBack: 3, shared: 0 });

    // Allowed again later, it crosses under another id: what was taken back never comes back.
    await lists.conclude();
    await lists.settle();
    expect(await states()).toEqual({ '2 removed': 3, '1 active': 3 });
    const again = [...(await lists.held())].filter(([, state]) => state === '1 active');
    expect(again.map(([jti]) => jti).some((jti) => ids.includes(jti))).toBe(false);
  });

  it.each([
    ['narrower', () => undefined, withoutVehicles],
    ['wider', withoutVehicles, () => undefined],
  ])('sends a version of what is released %s than before', async (_, before, after) => {
    await lists.conclude(before);
    await lists.add(vehicles(2));
    await lists.heard();
    await lists.settle();
    expect(await states()).toEqual({ '1 active': 2 });
    await lists.conclude(after);
    await lists.settle();
    expect(await states()).toEqual({ '2 active': 2 });
  });

  it('goes on after the hundred that was committed last, whoever goes on', async () => {
    await lists.add(vehicles(250));
    await lists.conclude();
    await lists.heard();
    await lists.synchronise();
    const walk = lists.here.get(EntryWalk);
    const stride = jest.spyOn(walk, 'stride');
    stride.mockImplementation(async (...parameters) => {
      const [, list, after] = parameters;
      const done = await EntryWalk.prototype.stride.apply(walk, parameters);
      const isSecond = list === 'vehicles' && after !== FIRST;
      if (isSecond) throw new Error('the process dies before it commits');
      return done;
    });
    await expect(lists.settle(1)).rejects.toThrow('the process dies');
    stride.mockRestore();
    await lists.border.cross();
    expect(await states()).toEqual({ '1 active': 100 });
    await lists.settle();
    expect(await states()).toEqual({ '1 active': 250 });
    expect(lists.border.blocks()).toBe(3);
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete', seen: 250, shared: 250 });
  });

  it('neither loses nor doubles what changes while it walks', async () => {
    await lists.conclude(withoutEntries);
    const ids = await lists.add(vehicles(150));
    await lists.border.cross();
    await lists.conclude();
    await lists.heard();
    const walk = lists.here.get(EntryWalk);
    const changes = lists.here.get(WatchlistChanges);
    const sorted = [...ids].sort();
    const stride = jest.spyOn(walk, 'stride');
    let changed = false;
    stride.mockImplementation(async (...parameters) => {
      const [, list, after] = parameters;
      const isSecond = list === 'vehicles' && after !== FIRST;
      if (changed || !isSecond) return EntryWalk.prototype.stride.apply(walk, parameters);
      changed = true;
      // Between two hundreds: one that was walked past, one that was not, a new one, and one that goes.
      await changes.update('vehicles', sorted[3]!, 1, vehicle(1003));
      await changes.update('vehicles', sorted[140]!, 1, vehicle(1140));
      await lists.add([vehicle(2000)]);
      await changes.remove('vehicles', sorted[141]!, 'resolved');
      return EntryWalk.prototype.stride.apply(walk, parameters);
    });
    await lists.settle();
    stride.mockRestore();
    const held = await lists.held();
    expect(held.size).toBe(150);
    // Signed and withheld before it was allowed: everybody is at version 2, who changed since at one more.
    expect(held.get(sorted[3]!)).toBe('3 active');
    expect(held.get(sorted[140]!)).toBe('2 active');
    expect(held.has(sorted[141]!)).toBe(false);
    expect(await states()).toEqual({ '1 active': 1, '2 active': 148, '3 active': 1 });
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete' });
  });

  it('waits while too many blocks wait for our bridge, and for what the bridge has not decided about', async () => {
    await lists.add(vehicles(101));
    await lists.conclude();
    await lists.heard();
    const filler = `insert into outbox (destination, partition, key, value, headers)
      select $1, 0, 'filler', '', '{}' from generate_series(1, $2)`;
    const outbound = lists.here.topics.outbound('watchlist');
    await lists.here.database.query(filler, [outbound, MOST_WAITING_BLOCKS]);
    const synchronisations = lists.here.get(Synchronisations);
    await lists.synchronise();
    const stepped = async () => {
      lists.border.nations.clock.advance(1_000);
      await withTransaction(lists.here.database, async (manager) =>
        synchronisations.goOn(manager, (await lists.synchronisation())!),
      );
      return lists.synchronisation();
    };
    expect(await stepped()).toMatchObject({ state: 'walking', seen: 0 });
    await lists.here.database.query(`delete from outbox where key = 'filler'`);
    for (const list of ['documents', 'vehicles']) expect(await stepped()).toMatchObject({ list, seen: 0 });
    expect(await stepped()).toMatchObject({ list: 'vehicles', seen: 100 });

    // Our bridge says nothing: what was sent is not verified, however long that takes.
    lists.border.silences = ({ lane }) => lane === 'watchlist';
    await lists.settle();
    lists.border.nations.clock.advance(3_600_000);
    await lists.heard();
    await lists.settle();
    expect(await lists.synchronisation()).toMatchObject({ state: 'verifying', seen: 101 });
    lists.border.silences = () => false;
    // Another walk finds them undecided for an hour, and shares them anew.
    await lists.synchronise();
    await lists.settle();
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete', shared: 101 });
    expect(await states()).toEqual({ '2 active': 101 });
  });

  it('is verified only by a comparison in which nothing is missing', async () => {
    await lists.conclude();
    await lists.heard();
    lists.border.loses = ({ lane, from }) => lane === 'watchlist' && from === 'MR';
    await lists.add(vehicles(5));
    await lists.settle();
    await lists.reconciled();
    await lists.settle();
    expect(await lists.held()).toEqual(new Map());
    expect(await lists.synchronisation()).toMatchObject({
      state: 'verifying',
      reconciliationId: expect.any(String),
    });
    lists.border.loses = () => false;
    await lists.reconciled();
    await lists.settle();
    expect(await states()).toEqual({ '1 active': 5 });
    expect(await lists.synchronisation()).toMatchObject({ state: 'complete' });
  });

  it('begins once, however many ask, and anew when another version comes into force meanwhile', async () => {
    await lists.add(vehicles(1));
    await lists.conclude();
    const ids = await Promise.all(Array.from({ length: 5 }, () => lists.synchronise()));
    expect(new Set(ids).size).toBe(1);
    await lists.conclude(withoutVehicles);
    await lists.heard();
    await lists.settle();
    const last = await lists.synchronisation();
    expect(last).toMatchObject({ state: 'complete', cause: 'agreement' });
    expect(last?.id).not.toBe(ids[0]);
    const [first] = await lists.here.database.query<{ state: string }[]>(
      'select state from synchronisation where id = $1',
      [ids[0]],
    );
    expect(first?.state).toBe('superseded');
  });
});

const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
