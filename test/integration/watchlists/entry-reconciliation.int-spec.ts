import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unseal, verifyBlockPresentation } from '@passerelle/credential';
import type { ExchangedEntry } from '@passerelle/exchange-model';
import {
  LinkRepository,
  ReconciliationRepository,
  WatchlistEntryRepository,
  withTransaction,
} from '@passerelle/persistence';
import { createHash, createPublicKey } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { EntryRecords } from '../../../apps/national-node/src/links/reconciliation/entry-records.js';
import { rangeDigestOf } from '../../../apps/national-node/src/links/reconciliation/range-digest.js';
import { EntryErasure } from '../../../apps/national-node/src/watchlists/entry-erasure.js';
import { WatchlistChanges } from '../../../apps/national-node/src/watchlists/watchlist-changes.js';
import type { Passing } from './border-of-two.js';
import { ListsOfTwo, vehicle, vehicles } from './lists-of-two.js';

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(120_000);

const blocksOf =
  (nation: string) =>
  ({ lane, from }: Passing): boolean =>
    lane === 'watchlist' && from === nation;

describe('entries of watchlists in a reconciliation', () => {
  let lists: ListsOfTwo;
  beforeAll(async () => {
    lists = await ListsOfTwo.open();
    await lists.conclude();
    await lists.heard();
  });
  afterEach(() => {
    lists.border.loses = () => false;
    lists.border.silences = () => false;
  });
  afterAll(async () => {
    await lists?.close();
  });

  const changes = () => lists.here.get(WatchlistChanges);
  const outcome = async (id: string) => {
    const found = await lists.here.get(ReconciliationRepository).find(id);
    const drift = await lists.here.get(ReconciliationRepository).drift(id);
    return {
      result: found?.state,
      drift: drift
        .map(({ jti, ver, kind, repairedAt }) => `${jti} ${ver} ${kind}${repairedAt ? ' repaired' : ''}`)
        .sort(),
    };
  };
  /** Both sides' entries of a range, and the digests that the databases take of them. */
  const range = async (prefix: string) => {
    const asOf = lists.border.nations.clock.now();
    const [released, stored] = await Promise.all(
      (
        [
          [lists.here, 'released', 'ML'],
          [lists.there, 'stored', 'MR'],
        ] as const
      ).map(([node, side, partner]) =>
        withTransaction(node.database, async (manager) => {
          const reader = node.get(EntryRecords)[side];
          return {
            entries: await reader.entries(manager, partner, prefix, asOf),
            ...(await reader.digest(manager, partner, prefix, asOf)),
          };
        }),
      ),
    );
    return { released: released!, stored: stored! };
  };
  const inStep = async () => {
    const { released, stored } = await range('');
    expect(stored).toEqual(released);
    return released;
  };

  it('are the same on both sides after adding, updating, removing and expiring, and what was kept back is in neither', async () => {
    const [updated, removed, kept] = await lists.add([vehicle(1), vehicle(2), vehicle(3), vehicle(4)]);
    await lists.add([vehicle(5, { handling: 'H3' })]);
    await lists.add([vehicle(6, { expiresAt: '2031-03-12T09:00:00Z' })]);
    await lists.border.cross();
    await changes().update('vehicles', updated!, 1, vehicle(11));
    await changes().remove('vehicles', removed!, 'resolved');
    await changes().update('vehicles', kept!, 1, vehicle(3, { handling: 'H3' }));
    await lists.border.cross();
    lists.border.nations.clock.set('2031-03-12T10:00:00Z');
    await lists.heard();
    const { entries, count } = await inStep();
    expect(count).toBe(4);
    expect(entries.map(({ jti, ver }) => `${jti} ${ver}`)).toEqual(
      expect.arrayContaining([`${updated} 2`, `${removed} 2`, `${kept} 2`]),
    );
    expect(await outcome(await lists.reconciled())).toEqual({ result: 'complete', drift: [] });
  });

  it.each(['', '3', '3f', '3f8', '3f8a', '3f8a1'])(
    'have the digest of range %j that their entries have',
    async (prefix) => {
      await lists.add(vehicles(40));
      await lists.border.cross();
      const { released, stored } = await range(prefix);
      const within = ({ jti }: ExchangedEntry) =>
        createHash('sha256').update(jti).digest('hex').startsWith(prefix);
      const all = (await range('')).released.entries.filter(within);
      expect(released).toEqual({
        entries: all,
        count: all.length,
        dig: rangeDigestOf(prefix, all),
      });
      expect(stored).toEqual(released);
    },
  );

  it('that the partner lost are named, and carried again in fresh blocks under the digests they had', async () => {
    const ids = await lists.add(vehicles(230, { reference: 'FICTIF' }));
    await lists.border.cross();
    const [gone, changed, ended] = ids;
    await changes().update('vehicles', changed!, 1, vehicle(1000));
    await changes().remove('vehicles', ended!, 'mistaken');
    await lists.border.cross();
    const before = await inStep();
    await lists.lose([gone!, changed!, ended!]);
    expect(await outcome(await lists.reconciled())).toEqual({
      result: 'complete',
      drift: [
        `${gone} 1 missing repaired`,
        `${changed} 2 missing repaired`,
        `${ended} 2 missing repaired`,
      ].sort(),
    });
    expect(await carriedAgain()).toEqual([`${gone} 1`, `${changed} 2`, `${ended} 2`].sort());
    expect(await inStep()).toEqual(before);
    const held = await lists.held();
    expect([gone, changed, ended].map((id) => held.get(id!))).toEqual(['1 active', '2 active', '2 removed']);
  });

  it('come back whole to a partner that lost its database, removals included', async () => {
    const before = await inStep();
    await lists.lose('all');
    const { result, drift } = await outcome(await lists.reconciled());
    expect(result).toBe('complete');
    expect(drift).toHaveLength(before.count);
    expect(await inStep()).toEqual(before);
  });

  it('of which an older version is held there are missing, not unknown', async () => {
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    lists.border.loses = blocksOf('MR');
    await changes().update('vehicles', id!, 1, vehicle(2));
    await lists.border.cross();
    lists.border.loses = () => false;
    expect(await outcome(await lists.reconciled())).toEqual({
      result: 'complete',
      drift: [`${id} 2 missing repaired`],
    });
  });

  it('that the partner refused are held against nobody: there the version before stands', async () => {
    const [one, other] = await lists.add([vehicle(1), vehicle(2)]);
    await lists.border.cross();
    const place = (list: string) =>
      lists.there.tamper('update watchlist_entry set list = $2 where origin_jti = $1', [one, list]);
    await place('documents');
    await changeTogether([one!, other!], 3);
    await lists.border.cross();
    expect((await lists.held()).get(one!)).toBe('1 active');
    const versions = async () => {
      const { entries } = await inStep();
      return [one, other].map((id) => entries.find(({ jti }) => jti === id)?.ver);
    };
    expect(await versions()).toEqual([1, 2]); // named in a receipt of the block
    await changes().update('vehicles', one!, 2, vehicle(4));
    await lists.border.cross();
    expect(await versions()).toEqual([1, 2]); // the block was refused whole
    expect(await outcome(await lists.reconciled())).toEqual({ result: 'complete', drift: [] });
    await place('vehicles');
    await changes().update('vehicles', one!, 3, vehicle(5));
    await lists.border.cross();
    expect(await versions()).toEqual([4, 2]);
  });

  it('are compared as far as our bridge has decided about them', async () => {
    lists.border.silences = blocksOf('MR');
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    expect((await lists.held()).get(id!)).toBe('1 active');
    expect((await range('')).released.entries.map(({ jti }) => jti)).not.toContain(id);
    // The partner has it, and our bridge has not said so yet: that is no drift.
    expect(await outcome(await lists.reconciled())).toEqual({ result: 'complete', drift: [] });
    await lists.border.heardOut();
    expect((await inStep()).entries.map(({ jti }) => jti)).toContain(id);
  });

  it('that the partner holds and we never released are named, and left where they are', async () => {
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    await lists.there.tamper(
      `insert into watchlist_entry (entry_id, list, origin, origin_jti, state, version, category, urgency, handling,
         status, expires_at, stored_at, updated_at, digest)
       select gen_random_uuid(), list, origin, 'planted', state, 7, category, urgency, handling, status, expires_at,
         stored_at, updated_at, digest from watchlist_entry where origin_jti = $1`,
      [id],
    );
    expect(await outcome(await lists.reconciled())).toEqual({
      result: 'partial',
      drift: ['planted 7 unknown'],
    });
    const alarms = await lists.here.get(LinkRepository).alarms('ML');
    expect(alarms.map(({ alarm }) => alarm)).toContain('drift');
    expect((await lists.held()).get('planted')).toBe('7 active');
    await lists.there.tamper(`delete from watchlist_entry where origin_jti = 'planted'`);
    expect(await outcome(await lists.reconciled())).toEqual({ result: 'complete', drift: [] });
  });

  it('of another content under the same identity are named as conflicting', async () => {
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    const forge = (digest: string) =>
      lists.there.tamper('update watchlist_entry set digest = $2 where origin_jti = $1', [id, digest]);
    const { entries } = await inStep();
    await forge('A'.repeat(43));
    expect(await outcome(await lists.reconciled())).toEqual({
      result: 'partial',
      drift: [`${id} 1 conflicting`],
    });
    await forge(entries.find(({ jti }) => jti === id)!.dig);
  });

  it.each([
    ['at the partner', () => lists.there, 'watchlist_entry'],
    ['here', () => lists.here, 'watchlist_share'],
  ])('that cannot be read %s are not called the same: the result is partial', async (_, node, table) => {
    const rename = (from: string, to: string) =>
      node().tamper(`alter table ${table} rename column ${from} to ${to}`);
    await rename('digest', 'unreadable');
    const id = await lists.reconciled();
    await rename('unreadable', 'digest');
    expect(await outcome(id)).toEqual({ result: 'partial', drift: [] });
    const proofs = await lists.here.get(ReconciliationRepository).proofs(id);
    expect(proofs.map(({ range }) => range)).toEqual(['alert:']);
    expect(await outcome(await lists.reconciled())).toEqual({ result: 'complete', drift: [] });
  });

  it('of the partner are compared, too, where both directions are asked for, and come again', async () => {
    const [theirs] = await withTransaction(lists.there.database, (manager) =>
      lists.there.get(WatchlistChanges).add(manager, 'vehicles', vehicles(3)),
    );
    await lists.border.cross();
    const copies = () =>
      lists.here.database.query<{ version: number; state: string }[]>(
        'select version, state from watchlist_entry where origin_jti = $1',
        [theirs!.entryId],
      );
    expect(await copies()).toEqual([{ version: 1, state: 'active' }]);
    for (const table of [
      'watchlist_receipt_entry',
      'watchlist_lookup',
      'watchlist_message',
      'watchlist_entry',
    ])
      await lists.here.tamper(
        `delete from ${table} where entry_id in (select entry_id from watchlist_entry where origin_jti = $1)`,
        [theirs!.entryId],
      );
    expect(await copies()).toEqual([]);
    await lists.reconciled(true);
    expect(await copies()).toEqual([{ version: 1, state: 'active' }]);
    const comparison = await lists.there.get(ReconciliationRepository).latest('MR', 'out');
    const drift = await lists.there.get(ReconciliationRepository).drift(comparison!.id);
    expect({ state: comparison!.state, drift }).toMatchObject({
      state: 'complete',
      drift: [
        { subject: 'entry', jti: theirs!.entryId, ver: 1, kind: 'missing', repairedAt: expect.any(Date) },
      ],
    });
  });

  it('of which nothing is left to send stay missing, and the result says so', async () => {
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    await lists.lose([id!]);
    await lists.here.vault.query('delete from data_key where alert_id = $1', [id]);
    expect(await outcome(await lists.reconciled())).toEqual({
      result: 'partial',
      drift: [`${id} 1 missing`],
    });
    await changes().remove('vehicles', id!, 'other');
    await lists.border.cross();
    expect(await outcome(await lists.reconciled())).toEqual({ result: 'complete', drift: [] });
  });

  it('that were never answered are sent again in the very same block, which changes nothing but brings the answer', async () => {
    const links = lists.here.get(LinkRepository);
    const clock = lists.border.nations.clock;
    const later = async () => {
      clock.advance(3_600_000);
      await lists.heard();
    };
    await later();
    await lists.reconciled(); // what earlier blocks still owe
    lists.border.loses = ({ lane, from }) => lane === 'receipt' && from === 'ML';
    const ids = await lists.add(vehicles(3));
    await lists.border.cross();
    lists.border.loses = () => false;
    await later();
    const before = new Date(clock.now().getTime() - 900_000);
    expect(await links.overdue('ML', before, clock.now())).toMatchObject({ count: 1 });
    const [sent] = lists.border.crossed.filter(blocksOf('MR')).slice(-1);
    await lists.reconciled();
    await lists.border.cross();
    const [again] = lists.border.crossed.filter(blocksOf('MR')).slice(-1);
    expect(again!.record.key).toBe(sent!.record.key);
    expect(opened(again!)).toEqual(opened(sent!));
    expect(await links.overdue('ML', before, clock.now())).toMatchObject({ count: 0 });
    const held = await lists.held();
    expect(ids.map((id) => held.get(id))).toEqual(['1 active', '1 active', '1 active']);
  });

  it('of an unanswered block that were all erased since are accounted for by the comparison', async () => {
    lists.border.loses = ({ lane, from }) => lane === 'receipt' && from === 'ML';
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    lists.border.loses = () => false;
    await changes().remove('vehicles', id!, 'resolved');
    await lists.here.vault.query('delete from data_key where alert_id = $1', [id]);
    await lists.border.cross();
    const clock = lists.border.nations.clock;
    clock.advance(3_600_000);
    await lists.heard();
    await lists.reconciled();
    const before = new Date(clock.now().getTime() - 900_000);
    expect(await lists.here.get(LinkRepository).overdue('ML', before, clock.now())).toMatchObject({
      count: 0,
    });
  });

  it('are erased on both sides also where they came in a second block', async () => {
    const [id] = await lists.add([vehicle(1)]);
    await lists.border.cross();
    await lists.lose([id!]);
    await lists.reconciled();
    await changes().remove('vehicles', id!, 'resolved');
    await lists.border.cross();
    lists.there.get(EntryErasure).wake();
    await lists.there.get(EntryErasure).onApplicationShutdown();
    await lists.border.cross();
    const erased = await lists.here.database.query<unknown[]>(
      `select 1 from watchlist_receipt receipt join watchlist_receipt_entry named on named.receipt_id = receipt.id
       where named.entry_id = $1 and receipt.kind = 'erased' and receipt.by_nation = 'ML'`,
      [id],
    );
    expect(erased).toHaveLength(1);
  });

  /** Versions that stand in more blocks than the one they were issued in. */
  async function carriedAgain(): Promise<string[]> {
    const rows = await lists.here.database.query<{ jti: string; ver: number }[]>(
      'select jti, ver from watchlist_resent',
    );
    return rows.map(({ jti, ver }) => `${jti} ${ver}`).sort();
  }

  /** Two entries in one block, as a file of changes makes it. */
  async function changeTogether(ids: string[], plate: number): Promise<void> {
    await withTransaction(lists.here.database, async (manager) => {
      const entries = await entriesOf(ids, manager);
      const changed = entries.map((entry) => ({ entry, document: vehicle(plate) }));
      await changes().apply(manager, 'vehicles', { added: [], changed });
    });
  }

  /** What a block says, whatever it was sealed with. */
  function opened({ record }: Passing): unknown {
    const { gate } = lists.border.nations.keysOf('ML');
    const { origin, release } = lists.border.nations.keysOf('MR');
    const token = unseal(String(record.value), () => gate.key, 1_000_000).toString();
    const { claims, entries } = verifyBlockPresentation(token, {
      audience: 'ML',
      now: lists.border.nations.clock.now(),
      clockToleranceSeconds: 10_000_000,
      originKeyOf: (kid) => ({ kid, key: createPublicKey(origin.key) }),
      releaseKeyOf: (kid) => ({ kid, key: createPublicKey(release.key) }),
    });
    const byDigest = entries.map(({ digest, groups }) => ({ digest, groups: [...groups] }));
    return { claims, entries: byDigest.sort((a, b) => (a.digest < b.digest ? -1 : 1)) };
  }

  const entriesOf = (ids: string[], manager: EntityManager) =>
    lists.here.get(WatchlistEntryRepository).lock(manager, ids);
});
