import type { AlertDocument, Watchlist } from '@passerelle/exchange-model';
import {
  LinkRepository,
  ReconciliationRepository,
  SynchronisationRepository,
  withTransaction,
} from '@passerelle/persistence';
import type { SharingAgreement } from '@passerelle/sharing-agreement';
import { ReconciliationAnswers } from '../../../apps/national-node/src/links/reconciliation/reconciliation-answers.js';
import { Reconciliations } from '../../../apps/national-node/src/links/reconciliation/reconciliations.js';
import type { Search } from '../../../apps/national-node/src/links/reconciliation/search.js';
import { SynchronisationSchedule } from '../../../apps/national-node/src/links/synchronisation/synchronisation-schedule.js';
import { Synchronisations } from '../../../apps/national-node/src/links/synchronisation/synchronisations.js';
import { WatchlistChanges } from '../../../apps/national-node/src/watchlists/watchlist-changes.js';
import { BorderOfTwo } from './border-of-two.js';
import type { NodeInProcess } from './node-in-process.js';

/** An invented vehicle; `n` makes it another one. */
export const vehicle = (n: number, change: Partial<AlertDocument> = {}): AlertDocument => ({
  category: 'STOLEN-VEHICLE',
  action: 'LOCATE-REPORT',
  urgency: 'routine',
  status: 'Actual',
  handling: 'H1',
  legalGround: 'OWNER-COMPLAINT',
  evaluation: { source: 'A', information: '1' },
  expiresAt: '2031-06-30T00:00:00Z',
  vehicle: { plate: `DEMO-${n}`, colour: 'blanc' },
  ...change,
});
export const vehicles = (count: number, change: Partial<AlertDocument> = {}): AlertDocument[] =>
  Array.from({ length: count }, (_, n) => vehicle(n, change));

/** Lists of two nations, moved by hand: what is added, what agreements come into force, and when time passes. */
export class ListsOfTwo {
  #version = 0;
  #previous: string | null = null;

  private constructor(readonly border: BorderOfTwo) {}

  static async open(): Promise<ListsOfTwo> {
    return new ListsOfTwo(await BorderOfTwo.open());
  }

  get here(): NodeInProcess {
    return this.border.here;
  }

  get there(): NodeInProcess {
    return this.border.there;
  }

  /** The next version of the demonstration agreement comes into force on both sides. */
  async conclude(change: (draft: SharingAgreement) => void = () => undefined): Promise<void> {
    const { nations } = this.border;
    const agreement = nations.agreement((draft) => {
      draft.version = this.#version += 1;
      draft.previous = this.#previous;
      draft.validFrom = new Date(nations.clock.now().getTime() - 1_000).toISOString();
      change(draft);
    });
    await nations.conclude(agreement);
    this.#previous = nations.registries['MR']!.ofPartner('ML')!.latest()!.hash;
  }

  add(documents: readonly AlertDocument[], list: Watchlist = 'vehicles'): Promise<string[]> {
    return withTransaction(this.here.database, async (manager) => {
      const added = await this.here.get(WatchlistChanges).add(manager, list, documents);
      return added.map(({ entryId }) => entryId);
    });
  }

  /** One look of the schedule, with everything that it says crossing; once more until it has nothing to do. */
  async settle(looks = 8): Promise<void> {
    const schedule = this.here.get(SynchronisationSchedule);
    for (let look = 0; look < looks; look += 1) {
      await schedule.look();
      await this.border.cross();
      await this.patience(this.here);
      this.border.nations.clock.advance(4_000);
    }
  }

  /** What the reconciliation schedule does when its time has come. */
  async patience(node: NodeInProcess): Promise<void> {
    const repository = node.get(ReconciliationRepository);
    await withTransaction(node.database, async (manager) => {
      const due = await repository.lockDue<Search>(manager, this.border.nations.clock.now());
      if (due?.direction === 'out') await node.get(Reconciliations).due(manager, due);
      else if (due) await node.get(ReconciliationAnswers).due(manager, due);
    });
    await this.border.cross();
  }

  /** Asked for, and followed to its end; `both`: the partner is asked to do the same, and followed, too. */
  async reconciled(both = false): Promise<string> {
    const own = this.here.get(Reconciliations);
    const id = await withTransaction(this.here.database, (manager) => own.start(manager, 'ML', both));
    const nodes = both ? [this.here, this.there] : [this.here];
    for (let round = 0; round < 40; round += 1) {
      await this.border.cross();
      const running = nodes.map((node) => node.get(ReconciliationRepository).running(node.partner));
      if ((await Promise.all(running)).every((each) => each === null)) return id;
      this.border.nations.clock.advance(60_000);
      for (const node of nodes) await this.patience(node);
    }
    throw new Error('it does not end');
  }

  async synchronise(): Promise<string> {
    const partner = this.border.nations.registries['MR']!.ofPartner('ML')!;
    const id = await withTransaction(this.here.database, (manager) =>
      this.here.get(Synchronisations).ask(manager, partner),
    );
    if (id === null) throw new Error('no agreement is in force');
    return id;
  }

  synchronisation() {
    return this.here.get(SynchronisationRepository).latest('ML');
  }

  /** The partner is heard: its first heartbeat came. */
  async heard(): Promise<void> {
    const at = this.border.nations.clock.now();
    await withTransaction(this.here.database, (manager) =>
      this.here.get(LinkRepository).heard(manager, 'ML', { lane: 'control', partition: 0 }, [0n], at),
    );
  }

  /** What the partner holds: each entry's id here, its version and its state. */
  async held(): Promise<Map<string, string>> {
    const rows = await this.there.database.query<{ jti: string; version: number; state: string }[]>(
      `select origin_jti as jti, version, state from watchlist_entry where origin = 'MR'`,
    );
    return new Map(rows.map(({ jti, version, state }) => [jti, `${version} ${state}`]));
  }

  /** The partner's entries are gone with everything that proves them: some of them, or its whole database. */
  async lose(jtis: readonly string[] | 'all'): Promise<void> {
    const which =
      jtis === 'all'
        ? 'true'
        : `entry_id in (select entry_id from watchlist_entry where origin_jti = any($1))`;
    for (const table of [
      'watchlist_receipt_entry',
      'watchlist_lookup',
      'watchlist_message',
      'watchlist_entry',
    ])
      await this.there.tamper(`delete from ${table} where ${which}`, jtis === 'all' ? [] : [jtis]);
    if (jtis !== 'all') return;
    for (const table of ['watchlist_receipt', 'watchlist_block'])
      await this.there.tamper(`delete from ${table}`);
  }

  async close(): Promise<void> {
    await this.border.close();
  }
}
