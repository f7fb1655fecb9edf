import { Inject, Injectable } from '@nestjs/common';
import type { AlertDocument, RequestableWithdrawalReason, Watchlist } from '@passerelle/exchange-model';
import {
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistLookupRepository,
  withTransaction,
} from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { preconditionRequired, staleVersion } from '../alerts/alert-errors.js';
import { NationalNodeConfig } from '../config.js';
import { Content, entryPlace } from '../vault/content.js';
import type { EntryVersion } from './entry-change.js';
import { EntryErasure } from './entry-erasure.js';
import { EntrySharing } from './entry-sharing.js';
import { LookupMacs } from './lookup-macs.js';
import { endedEntry, foreignEntry, unknownEntry } from './watchlist-errors.js';

/** What the API answers to a change. */
export interface EntrySummary {
  entryId: string;
  version: number;
  state: WatchlistEntry['state'];
}

/** Why an entry was taken off its list, as its nation says. */
export interface Removal {
  entry: WatchlistEntry;
  reason: RequestableWithdrawalReason;
}

/** Add, update and remove: the entries, their look-ups and the blocks to every partner in one transaction. */
@Injectable()
export class WatchlistChanges {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistLookupRepository) private readonly lookups: WatchlistLookupRepository,
    @Inject(LookupMacs) private readonly macs: LookupMacs,
    @Inject(Content) private readonly content: Content,
    @Inject(EntrySharing) private readonly sharing: EntrySharing,
    @Inject(EntryErasure) private readonly erasure: EntryErasure,
  ) {}

  /** Adds documents in their order. */
  async add(
    manager: EntityManager,
    list: Watchlist,
    documents: readonly AlertDocument[],
  ): Promise<EntrySummary[]> {
    return (await this.apply(manager, list, { added: documents, changed: [] })).map(({ entry }) =>
      summaryOf(entry),
    );
  }

  /** Adds documents, and gives entries that the transaction holds locked and active another one; one block for all. */
  async apply(
    manager: EntityManager,
    list: Watchlist,
    { added, changed }: { added: readonly AlertDocument[]; changed: readonly EntryVersion[] },
  ): Promise<EntryVersion[]> {
    const now = this.clock.now();
    const fresh = added.map((document) => ({ entry: this.#fresh(list, document, now), document }));
    const next = changed.map(({ entry, document }) => ({
      entry: { ...entry, ...this.#clearPart(list, document), version: entry.version + 1, updatedAt: now },
      document,
    }));
    const versions = [...fresh, ...next];
    const keys = await this.content.keysFor(versions.map(({ entry }) => entry.entryId));
    for (const { entry, document } of versions)
      entry.document = keys.seal(entry.entryId, entryPlace(entry.entryId, entry.version), document);
    await this.entries.insert(
      manager,
      fresh.map(({ entry }) => entry),
    );
    await this.entries.update(
      manager,
      next.map(({ entry }) => entry),
    );
    await this.lookups.replace(
      manager,
      next.map(({ entry }) => entry.entryId),
      versions.flatMap(({ entry, document }) => this.macs.ofEntry(entry.entryId, document)),
    );
    await this.sharing.share(manager, list, versions);
    return versions;
  }

  /**
   * Replaces the document.
   * @param expected the version to replace
   * @throws PasserelleError 404 unknown, 403 foreign, 409 ended, 428 no version expected, 412 another version
   */
  async update(
    list: Watchlist,
    entryId: string,
    expected: number | null,
    document: AlertDocument,
  ): Promise<EntrySummary> {
    return withTransaction(this.database, async (manager) => {
      const entry = await this.#own(manager, list, entryId);
      if (entry.state !== 'active') throw endedEntry(entry.state);
      if (expected === null) throw preconditionRequired();
      if (entry.version !== expected) throw staleVersion();
      const [changed] = await this.apply(manager, list, { added: [], changed: [{ entry, document }] });
      return summaryOf(changed?.entry ?? entry);
    });
  }

  /** Removes everywhere; a second call finds it done. */
  async remove(list: Watchlist, entryId: string, reason: RequestableWithdrawalReason): Promise<EntrySummary> {
    const summary = await withTransaction(this.database, async (manager) => {
      const entry = await this.#own(manager, list, entryId);
      if (entry.state === 'removed') return summaryOf(entry);
      if (entry.state === 'expired') throw endedEntry(entry.state);
      const [removed] = await this.removeAll(manager, list, [{ entry, reason }]);
      return summaryOf(removed ?? entry);
    });
    this.erasure.wake();
    return summary;
  }

  /** Takes entries off their list that the transaction holds locked and active. Their keys are destroyed by the erasure. */
  async removeAll(
    manager: EntityManager,
    list: Watchlist,
    removals: readonly Removal[],
  ): Promise<WatchlistEntry[]> {
    const removed = removals.map(({ entry, reason }): WatchlistEntry => ({
      ...entry,
      state: 'removed',
      version: entry.version + 1,
      removalReason: reason,
      updatedAt: this.clock.now(),
      document: null,
      referenceMac: null,
    }));
    await this.entries.update(manager, removed);
    await this.lookups.replace(
      manager,
      removed.map(({ entryId }) => entryId),
      [],
    );
    for (const reason of new Set(removals.map((removal) => removal.reason))) {
      const ended = removed.filter(({ removalReason }) => removalReason === reason);
      await this.sharing.remove(manager, list, ended, reason);
    }
    return removed;
  }

  #fresh(list: Watchlist, document: AlertDocument, now: Date): WatchlistEntry {
    return {
      entryId: this.ids.uuid(),
      list,
      origin: this.config.nation,
      originJti: null,
      state: 'active',
      version: 1,
      ...this.#clearPart(list, document),
      storedAt: now,
      updatedAt: now,
      removalReason: null,
      erasedAt: null,
      agreementHash: null,
      document: null,
      digest: null,
    };
  }

  #clearPart(list: Watchlist, document: AlertDocument) {
    const { category, urgency, handling, status, expiresAt, reference } = document;
    return {
      category,
      urgency,
      handling,
      status,
      expiresAt: new Date(expiresAt),
      referenceMac: this.macs.ofReference(list, reference),
    };
  }

  async #own(manager: EntityManager, list: Watchlist, entryId: string): Promise<WatchlistEntry> {
    const [entry] = await this.entries.lock(manager, [entryId]);
    if (entry?.list !== list) throw unknownEntry();
    if (entry.origin !== this.config.nation) throw foreignEntry();
    return entry;
  }
}

function summaryOf({ entryId, version, state }: WatchlistEntry): EntrySummary {
  return { entryId, version, state };
}
