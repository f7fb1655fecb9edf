import { Inject, Injectable } from '@nestjs/common';
import { type AlertDocument, violationMessage, type Watchlist } from '@passerelle/exchange-model';
import { type BulkImport, type WatchlistEntry, WatchlistEntryRepository } from '@passerelle/persistence';
import { Clock, ValidationProblem } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { Content, entryPlace } from '../vault/content.js';
import { LookupMacs } from '../watchlists/lookup-macs.js';
import { WatchlistChanges } from '../watchlists/watchlist-changes.js';
import { type EntryLine, entryLineOf, namedReference } from './entry-line.js';
import { type Holders, planOf } from './entry-plan.js';
import type { ImportLine, ImportTarget, Stored, Surplus } from './import-target.js';
import { ReferenceSet } from './reference-set.js';

/** Entries looked at together for what a whole list holds no longer. */
const PAGE = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Files of entries of a watchlist: changes, or the whole list. */
@Injectable()
export class EntryFiles {
  constructor(
    @Inject(Clock) readonly clock: Clock,
    @Inject(WatchlistEntryRepository) readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistChanges) readonly changes: WatchlistChanges,
    @Inject(LookupMacs) readonly macs: LookupMacs,
    @Inject(Content) readonly content: Content,
  ) {}

  /** For one reading of one file: it remembers which references the file has named. */
  open(list: Watchlist, mode: BulkImport['mode']): ImportTarget<EntryLine> {
    return new EntryFile(this, list, mode);
  }
}

class EntryFile implements ImportTarget<EntryLine> {
  readonly name: string;
  readonly surplus?: Surplus;
  readonly #named = new ReferenceSet();

  constructor(
    private readonly files: EntryFiles,
    private readonly list: Watchlist,
    readonly mode: BulkImport['mode'],
  ) {
    this.name = list;
    if (mode === 'complete') {
      this.surplus = {
        pages: (since) => this.#surplus(since),
        remove: (manager, ids, since) => this.#remove(manager, ids, since),
      };
    }
  }

  /** A reference stands once in a file, whatever else is wrong with the line: which of two lines holds is nobody's guess. */
  read(document: unknown, now: Date): EntryLine {
    const reference = namedReference(this.mode, document);
    if (reference !== null && !this.#named.add(this.#mac(reference))) {
      const rule = 'reference-repeated';
      throw new ValidationProblem([{ path: '/reference', rule, message: violationMessage(rule, 'en') }]);
    }
    return entryLineOf(this.list, this.mode, document, now);
  }

  skip(document: unknown): void {
    const reference = namedReference(this.mode, document);
    if (reference !== null) this.#named.add(this.#mac(reference));
  }

  async store(manager: EntityManager, lines: readonly ImportLine<EntryLine>[]): Promise<Stored> {
    const macs = this.#macsOf(lines);
    const holders = macs.length > 0 ? await this.files.entries.lockByReference(manager, this.list, macs) : [];
    const plan = planOf(lines, await this.#holders(holders), this.files.clock.now());
    const { added, changed, removed, unchanged, refused } = plan;
    if (added.length + changed.length > 0)
      await this.files.changes.apply(manager, this.list, { added, changed });
    if (removed.length > 0) await this.files.changes.removeAll(manager, this.list, removed);
    return {
      added: added.length,
      updated: changed.length,
      removed: removed.length,
      unchanged,
      refused,
    };
  }

  async rehearse(lines: readonly ImportLine<EntryLine>[]): Promise<Stored> {
    const macs = this.#macsOf(lines);
    const holders = macs.length > 0 ? await this.files.entries.findByReference(this.list, macs) : [];
    const plan = planOf(lines, await this.#holders(holders), this.files.clock.now());
    return {
      added: plan.added.length,
      updated: plan.changed.length,
      removed: plan.removed.length,
      unchanged: plan.unchanged,
      refused: plan.refused,
    };
  }

  async *#surplus(since: Date): AsyncGenerator<string[]> {
    for (let after = FIRST; ;) {
      const page = await this.files.entries.referencedUnchanged(this.list, since, after, PAGE);
      const last = page.at(-1);
      if (!last) return;
      after = last.entryId;
      yield page.filter(({ referenceMac }) => !this.#named.has(referenceMac)).map(({ entryId }) => entryId);
    }
  }

  async #remove(manager: EntityManager, entryIds: readonly string[], since: Date): Promise<number> {
    const locked = await this.files.entries.lock(manager, entryIds);
    const surplus = locked.filter(({ state, updatedAt }) => state === 'active' && updatedAt < since);
    const removals = surplus.map((entry) => ({ entry, reason: 'other' as const }));
    await this.files.changes.removeAll(manager, this.list, removals);
    return removals.length;
  }

  async #holders(entries: readonly WatchlistEntry[]): Promise<Holders> {
    const byReference = new Map<string, WatchlistEntry[]>();
    for (const entry of entries) {
      const mac = entry.referenceMac?.toString('hex') ?? '';
      byReference.set(mac, [...(byReference.get(mac) ?? []), entry]);
    }
    const keys = await this.files.content.keysOf(entries.map(({ entryId }) => entryId));
    return {
      of: (reference) => byReference.get(this.#mac(reference).toString('hex')) ?? [],
      documentOf: ({ entryId, version, document }) =>
        keys.open(entryId, entryPlace(entryId, version), document) as AlertDocument | null,
    };
  }

  #macsOf(lines: readonly ImportLine<EntryLine>[]): Buffer[] {
    return lines.flatMap(({ item: { operation, reference } }) =>
      operation === 'append' || reference === null ? [] : [this.#mac(reference)],
    );
  }

  #mac(reference: string): Buffer {
    const mac = this.files.macs.ofReference(this.list, reference);
    if (mac === null) throw new Error('a reference that was read is one');
    return mac;
  }
}
