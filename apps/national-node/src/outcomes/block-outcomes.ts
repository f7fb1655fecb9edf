import { Inject, Injectable } from '@nestjs/common';
import type { AlertDocument, BlockOutcomeRecord } from '@passerelle/exchange-model';
import {
  type EntryShare,
  LinkRepository,
  type SentBlock,
  SentBlockRepository,
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
    @Inject(SentBlockRepository) private readonly blocks: SentBlockRepository,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(BridgeReceipts) private readonly bridge: BridgeReceipts,
    @Inject(EntrySharing) private readonly sharing: EntrySharing,
    @Inject(Content) private readonly content: Content,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async record(manager: EntityManager, outcome: BlockOutcomeRecord): Promise<void> {
    const { jti, partner, place } = outcome;
    const block = await this.blocks.lock(manager, this.config.nation, jti);
    if (!block) {
      this.logger.warn('outcome.unknown-message', { jti });
      return;
    }
    if (place) await this.links.released(manager, partner, place);
    if (block.decidedAt !== null) return; // sent again and decided anew: what left has left
    const withheld = outcome.entries.filter((entry) => entry.outcome === 'withheld');
    await this.blocks.decide(manager, this.config.nation, jti, {
      at: new Date(outcome.at),
      releasedAt: withheld.length < outcome.entries.length ? new Date(outcome.at) : null,
      agreementHash: outcome.agreement?.hash ?? null,
    });
    const asExpected = block.expected && withheld.length === 0;
    if (!asExpected) await this.#differs(manager, outcome, block);
  }

  /** Only what is not as the node expected is written down entry by entry. */
  async #differs(manager: EntityManager, outcome: BlockOutcomeRecord, block: SentBlock): Promise<void> {
    const iss = this.config.nation;
    const sent = await this.messages.known(manager, iss, outcome.entries);
    if (outcome.receipt !== undefined) await this.#file(manager, outcome, sent);
    if (block.resent) return;
    const entries = await this.entries.lock(
      manager,
      sent.map(({ entryId }) => entryId),
    );
    const withheld = outcome.entries.filter((entry) => entry.outcome === 'withheld');
    await this.messages.recordWithheld(
      manager,
      withheld.map(({ jti, ver, clause, reason }) => ({
        iss,
        jti,
        ver,
        clause: clause ?? null,
        reason: reason ?? null,
      })),
    );
    await this.shares.except(manager, withheld, true);
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
