import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { digest } from '@passerelle/credential';
import { AgreementRegistry } from '@passerelle/keys';
import {
  type EntryMessage,
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistLookupRepository,
  WatchlistMessageRepository,
  withTransaction,
} from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { TRANSPORT_SECONDS } from '../erasure/transport.js';
import { Content } from '../vault/content.js';
import { BlockReceipts } from './block-receipts.js';

const SWEEP_MS = 2_000;
const BATCH = 500;

/**
 * Ends entries that are over, many at a time: marks them expired, destroys their data keys, and says so to whoever they
 * came from. As with alerts the key goes first and the statement follows.
 */
@Injectable()
export class EntryErasure implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #again = false;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistLookupRepository) private readonly lookups: WatchlistLookupRepository,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(Content) private readonly content: Content,
    @Inject(BlockReceipts) private readonly receipts: BlockReceipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.wake(), SWEEP_MS);
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Sweeps now, or once more when a sweep is under way. */
  wake(): void {
    if (this.#sweeping) {
      this.#again = true;
      return;
    }
    this.#sweeping = this.#sweep().finally(() => {
      this.#sweeping = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  async #sweep(): Promise<void> {
    try {
      await this.#expire(await this.entries.overdue(this.clock.now(), BATCH));
      await this.#erase(await this.entries.unerased(BATCH));
    } catch (error) {
      this.logger.failure('entry-erasure.failed', error);
    }
  }

  async #expire(entryIds: readonly string[]): Promise<void> {
    if (entryIds.length === 0) return;
    await withTransaction(this.database, async (manager) => {
      const now = this.clock.now();
      const over = (await this.entries.lock(manager, entryIds)).filter(
        ({ state, expiresAt }) => state === 'active' && expiresAt <= now,
      );
      const expired = over.map((entry) => ({
        ...entry,
        state: 'expired' as const,
        updatedAt: now,
        referenceMac: null,
      }));
      await this.entries.update(manager, expired);
      await this.lookups.replace(manager, expired.map(idOf), []);
      await this.#tell(manager, 'expired', expired);
    });
  }

  async #erase(entryIds: readonly string[]): Promise<void> {
    if (entryIds.length === 0) return;
    await this.content.eraseAll(entryIds);
    await withTransaction(this.database, async (manager) => {
      const now = this.clock.now();
      const over = (await this.entries.lock(manager, entryIds)).filter(
        ({ state, erasedAt }) => state !== 'active' && erasedAt === null,
      );
      const erased = over.map((entry) => ({ ...entry, erasedAt: now, document: null }));
      await this.entries.update(manager, erased);
      await this.lookups.replace(manager, erased.map(idOf), []);
      if (erased.length > 0) await this.records.erased(manager, erased.map(idOf), now);
      await this.#tell(manager, 'erased', erased);
    });
    if (entryIds.length === BATCH) this.#again = true;
  }

  /** One piece of evidence, and of an erasure one receipt, for all entries whose last version one block carried. */
  async #tell(
    manager: EntityManager,
    kind: 'expired' | 'erased',
    entries: readonly WatchlistEntry[],
  ): Promise<void> {
    const latest = await this.messages.latest(manager, entries.map(idOf));
    const byBlock = new Map<string, EntryMessage[]>();
    for (const message of latest) {
      const key = `${message.iss}/${message.blockJti}`;
      byBlock.set(key, [...(byBlock.get(key) ?? []), message]);
    }
    for (const messages of byBlock.values()) await this.#tellOfBlock(manager, kind, messages);
  }

  async #tellOfBlock(
    manager: EntityManager,
    kind: 'expired' | 'erased',
    messages: readonly EntryMessage[],
  ): Promise<void> {
    const [{ iss, blockJti }] = messages as [EntryMessage];
    const seconds = Math.floor(this.clock.now().getTime() / 1000);
    const statement =
      kind === 'expired'
        ? digest(messages.map((message) => message.digest).join(' '))
        : await this.receipts.state(manager, {
            kind: 'erased',
            about: { iss, jti: blockJti },
            agreementId: this.agreements.ofPartner(iss)?.latest()?.agreement.id,
            entries: messages.map(({ entryId, jti, ver }) => ({ entryId, jti, ver })),
            erasure: { unmatchableAt: seconds, transportGoneAt: seconds + TRANSPORT_SECONDS },
          });
    await this.records.evidence(manager, kind, { iss, jti: blockJti, version: 1, digest: statement });
  }
}

const idOf = ({ entryId }: WatchlistEntry): string => entryId;
