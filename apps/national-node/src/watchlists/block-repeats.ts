import { Inject, Injectable } from '@nestjs/common';
import { type Randomness, reissueBlock, type SigningKey } from '@passerelle/credential';
import { type ExchangedEntry, MAX_BLOCK_ENTRIES, type Watchlist } from '@passerelle/exchange-model';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import { type EntryMessage, SentBlockRepository, WatchlistMessageRepository } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { ORIGIN_KEY, RANDOM } from '../tokens.js';
import { Content, messagePlace } from '../vault/content.js';
import { BlockHeads, cut, paddedTo } from './block-heads.js';

/** Of disclosures; with the signed part they stay below the limit of a block. */
const MAX_BLOCK_DISCLOSURES_BYTES = 450_000;

/** A version as it was issued: disclosed under any block it is still what it was. */
interface Issued {
  message: EntryMessage;
  disclosures: string[];
}

/** Sends again what was sent: the same versions in other blocks, or the same block. */
@Injectable()
export class BlockRepeats {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(ORIGIN_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(BlockHeads) private readonly heads: BlockHeads,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(SentBlockRepository) private readonly blocks: SentBlockRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Content) private readonly content: Content,
  ) {}

  /**
   * Carries versions once more in blocks of their own, each with the digest it had: a receiver that holds it knows it.
   * Gives those that could be sent; of what was erased here nothing is left to send.
   */
  async carryAgain(
    manager: EntityManager,
    partnerCode: string,
    versions: readonly ExchangedEntry[],
  ): Promise<ExchangedEntry[]> {
    const partner = this.agreements.ofPartner(partnerCode);
    if (!partner || versions.length === 0) return [];
    const known = await this.messages.known(manager, this.config.nation, versions);
    const issued = await this.#issued(known.filter(({ outcome }) => outcome !== 'withheld'));
    for (const [list, ofList] of await this.#byList(manager, issued)) {
      const most = { items: MAX_BLOCK_ENTRIES, bytes: MAX_BLOCK_DISCLOSURES_BYTES };
      for (const block of cut(ofList, most, sizeOf)) await this.#reissue(manager, list, partner, block);
    }
    const sent = new Set(issued.map(({ message: { jti, ver } }) => `${jti} ${ver}`));
    return versions.filter(({ jti, ver }) => sent.has(`${jti} ${ver}`));
  }

  /**
   * The same block, so that the partner answers it as it did at first. Where nothing of it is left to send, the
   * comparison that led here accounts for it.
   */
  async repeatBlock(manager: EntityManager, jti: string): Promise<void> {
    const iss = this.config.nation;
    const block = await this.messages.findBlock(iss, jti, manager);
    if (!block) return;
    const carried = await this.messages.ofBlock(manager, iss, jti);
    const issued = await this.#issued(carried.filter(({ outcome }) => outcome !== 'withheld'));
    if (issued.length === 0) return this.blocks.answered(manager, iss, jti, 'accounted');
    const disclosures = issued.flatMap((each) => each.disclosures);
    await this.#send(manager, jti, `${[block.tokenJwt, ...disclosures].join('~')}~`);
  }

  async #issued(messages: readonly EntryMessage[]): Promise<Issued[]> {
    const sealed = messages.filter(({ disclosures }) => disclosures !== null);
    const keys = await this.content.keysOf(sealed.map(({ entryId }) => entryId));
    return messages.flatMap((message) => {
      const { iss, jti, ver, entryId, element } = message;
      const disclosures =
        element === null
          ? (keys.open(entryId, messagePlace(iss, jti, ver), message.disclosures) as string[] | null)
          : [element];
      return disclosures === null ? [] : [{ message, disclosures }];
    });
  }

  async #byList(manager: EntityManager, issued: readonly Issued[]): Promise<Map<Watchlist, Issued[]>> {
    const lists = new Map<string, Watchlist>();
    const groups = new Map<Watchlist, Issued[]>();
    for (const each of issued) {
      const { iss, blockJti } = each.message;
      const known = lists.get(blockJti) ?? (await this.messages.findBlock(iss, blockJti, manager))?.list;
      if (known === undefined) throw new Error(`block ${blockJti} is not archived with its entries`);
      const list = known as Watchlist;
      lists.set(blockJti, list);
      groups.set(list, [...(groups.get(list) ?? []), each]);
    }
    return groups;
  }

  async #reissue(
    manager: EntityManager,
    list: Watchlist,
    partner: PartnerAgreements,
    entries: readonly Issued[],
  ): Promise<void> {
    const claims = this.heads.claimsFor(list, partner);
    const { token, digest } = reissueBlock({
      claims: { ...claims },
      entries: entries.map(({ disclosures }) => disclosures),
      padEntriesTo: paddedTo(entries.length),
      key: this.key,
      random: this.random,
    });
    const ends = entries.map(({ message: { expiresAt } }) => expiresAt?.getTime() ?? 0);
    await this.messages.recordResent(
      manager,
      {
        iss: claims.iss,
        jti: claims.jti,
        list,
        partner: partner.partner,
        digest,
        direction: 'out',
        tokenJwt: token.slice(0, token.indexOf('~')),
        releaseJwt: null,
        agreementHash: null,
        at: this.clock.now(),
        expected: true,
        resent: true,
        expiresAt: new Date(Math.max(...ends)),
      },
      entries.map(({ message }) => message),
    );
    await this.records.evidence(manager, 'issued', {
      iss: claims.iss,
      jti: claims.jti,
      version: 1,
      partner: partner.partner,
      digest,
    });
    await this.#send(manager, claims.jti, token);
  }

  async #send(manager: EntityManager, jti: string, token: string): Promise<void> {
    await this.records.handToBridge(manager, {
      lane: 'watchlist',
      key: jti,
      type: 'watchlist.block',
      id: this.ids.uuid(),
      token,
    });
  }
}

const sizeOf = ({ disclosures }: Issued): number =>
  disclosures.reduce((sum, disclosure) => sum + disclosure.length + 1, 0);
