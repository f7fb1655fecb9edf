import { Inject, Injectable } from '@nestjs/common';
import type { ReceiptClaims } from '@passerelle/exchange-model';
import {
  type SentBlock,
  SentBlockRepository,
  WatchlistMessageRepository,
  WatchlistReceiptRepository,
  WatchlistShareRepository,
} from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import type { AuthenticMessage } from './gate.js';
import { InboundRefusal } from './inbound-refusal.js';
import { RECEIPT_EVIDENCE, SUPERSEDED } from './receipt-evidence.js';

/** Takes in a partner's receipt about one of our blocks. */
@Injectable()
export class BlockReceiptAdmission {
  constructor(
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(WatchlistShareRepository) private readonly shares: WatchlistShareRepository,
    @Inject(SentBlockRepository) private readonly blocks: SentBlockRepository,
    @Inject(WatchlistReceiptRepository) private readonly receipts: WatchlistReceiptRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /**
   * Returns false where it is about no block of ours.
   * @throws InboundRefusal where the block went to another, or did not hold what the receipt names, or the id was used
   */
  async takeReceipt(
    manager: EntityManager,
    { presentation }: AuthenticMessage,
    claims: ReceiptClaims,
  ): Promise<boolean> {
    const { nation: iss, jti: blockJti } = claims.sub;
    const block = await this.blocks.lock(manager, iss, blockJti);
    if (!block) return false;
    if (block.partner !== claims.iss) throw new InboundRefusal('unknown-message');
    const named = await this.#named(manager, claims);
    const { digest, jwt, releaseDigest } = presentation;
    const receipt = {
      receiptJti: claims.jti,
      iss,
      blockJti,
      kind: claims.rcp,
      at: new Date(claims.iat * 1000),
      byNation: claims.iss,
      byRole: claims.rol,
      token: jwt,
      digest,
      direction: 'in',
    } as const;
    const outcome = await this.receipts.append(manager, receipt, named);
    if (outcome === 'conflicting') throw new InboundRefusal('equivocation');
    if (claims.rcp === 'delivered' || claims.rcp === 'refused')
      await this.#answered(manager, block, claims, claims.rcp);
    const kind = RECEIPT_EVIDENCE[claims.rcp];
    if (outcome === 'known' || kind === undefined) return true;
    const partner = claims.iss;
    const facts = { nation: partner, iss, jti: blockJti, version: 1, partner, digest, releaseDigest };
    await this.records.evidence(manager, kind, facts, [partner, claims.jti]);
    return true;
  }

  /** What the partner refused stands there no longer, or never did; what it takes in at last does. */
  async #answered(
    manager: EntityManager,
    block: SentBlock,
    { sub: { nation: iss, jti }, ent = [] }: ReceiptClaims,
    answer: 'delivered' | 'refused',
  ): Promise<void> {
    await this.blocks.answered(manager, iss, jti, answer);
    const refused = answer === 'refused' ? 'all' : ent.filter(({ rsn }) => rsn !== SUPERSEDED);
    const mayChange = refused.length > 0 || block.resent || block.answer === 'refused';
    if (!mayChange) return;
    const changed = await this.blocks.entriesAnswered(manager, iss, jti, refused);
    for (const isRefused of [true, false]) {
      const versions = changed.filter((version) => version.refused === isRefused);
      await this.shares.except(manager, versions, isRefused);
    }
  }

  async #named(manager: EntityManager, { sub, ent = [] }: ReceiptClaims) {
    if (ent.length === 0) return [];
    const carried = await this.messages.carriedBy(manager, { iss: sub.nation, jti: sub.jti }, ent);
    return ent.map(({ jti, ver, cls, rsn }) => {
      const message = carried.find((each) => each.jti === jti && each.ver === ver);
      if (!message) throw new InboundRefusal('unknown-message');
      return { entryId: message.entryId, clause: cls ?? null, reason: rsn ?? null };
    });
  }
}
