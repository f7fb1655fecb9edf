import { Inject, Injectable } from '@nestjs/common';
import type { AlertDocument, BlockOutcomeRecord } from '@passerelle/exchange-model';
import {
  type EntryShare,
  LinkRepository,
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistMessageRepository,
  WatchlistReceiptRepository,
  WatchlistShareRepository,
} from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { Content, entryPlace } from '../vault/content.js';
import { EntrySharing } from '../watchlists/entry-sharing.js';
import { BridgeReceipts } from './bridge-receipts.js';

/** Files what the bridge decided about a block and takes back what was released against expectation (docs/adr/0003). */
@Injectable()
export class BlockOutcomes {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistShareRepository) private readonly shares: WatchlistShareRepository,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(WatchlistReceiptRepository) private readonly receipts: WatchlistReceiptRepository,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(BridgeReceipts) private readonly bridge: BridgeReceipts,
    @Inject(EntrySharing) private readonly sharing: EntrySharing,
    @Inject(Content) private readonly content: Content,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async record(manager: EntityManager, outcome: BlockOutcomeRecord): Promise<void> {
    const iss = this.config.nation;
    const sent = await this.messages.known(manager, iss, outcome.entries);
    if (sent.length === 0) {
      this.logger.warn('outcome.unknown-message', { jti: outcome.jti });
      return;
    }
    const entries = await this.entries.lock(
      manager,
      sent.map(({ entryId }) => entryId),
    );
    await this.messages.recordOutcomes(
      manager,
      outcome.entries.map(({ jti, ver, outcome: became, clause, reason }) => ({
        iss,
        jti,
        ver,
        outcome: became,
        clause: clause ?? null,
        reason: reason ?? null,
      })),
    );
    if (outcome.place) await this.links.released(manager, outcome.partner, outcome.place);
    if (outcome.receipt !== undefined) await this.#file(manager, outcome, sent);
    await this.#follow(manager, outcome, entries);
  }

  /** Shares whose standing is not as the node expected; the entries are locked, so nothing comes between. */
  async #follow(
    manager: EntityManager,
    outcome: BlockOutcomeRecord,
    entries: readonly WatchlistEntry[],
  ): Promise<void> {
    const jtis = new Set(outcome.entries.map(({ jti }) => jti));
    const shares = await this.shares.ofEntries(
      entries.map(({ entryId }) => entryId),
      manager,
    );
    const open = shares.filter(({ jti, state }) => state === 'open' && jtis.has(jti));
    const standing = new Map(
      (await this.messages.standing(manager, this.config.nation, [...jtis])).map((each) => [each.jti, each]),
    );
    for (const share of open) {
      const { released = false, waiting = false } = standing.get(share.jti) ?? {};
      const maybeReleased = released || (share.maybeReleased && waiting);
      if (maybeReleased === share.maybeReleased) continue;
      const followed: EntryShare = { ...share, maybeReleased };
      await this.shares.save(manager, [followed]);
      const entry = entries.find(({ entryId }) => entryId === share.entryId);
      if (maybeReleased && entry)
        await this.sharing.reconsider(manager, entry, followed, await this.#document(entry));
    }
  }

  async #document({ entryId, version, state, document }: WatchlistEntry): Promise<AlertDocument | null> {
    if (state !== 'active') return null;
    const keys = await this.content.keysOf([entryId]);
    return keys.open(entryId, entryPlace(entryId, version), document) as AlertDocument | null;
  }

  async #file(
    manager: EntityManager,
    { jti, receipt = '' }: BlockOutcomeRecord,
    sent: readonly { jti: string; entryId: string }[],
  ): Promise<void> {
    const { verified, claims } = this.bridge.read(receipt);
    await this.receipts.append(
      manager,
      {
        receiptJti: claims.jti,
        iss: this.config.nation,
        blockJti: jti,
        kind: claims.rcp,
        at: new Date(claims.iat * 1000),
        byNation: claims.iss,
        byRole: claims.rol,
        token: receipt,
        digest: verified.digest,
        direction: 'in',
      },
      (claims.ent ?? []).flatMap(({ jti, cls, rsn }) =>
        sent
          .filter((message) => message.jti === jti)
          .map(({ entryId }) => ({ entryId, clause: cls ?? null, reason: rsn ?? null })),
      ),
    );
  }
}
