import { Inject, Injectable } from '@nestjs/common';
import {
  type BlockEntry,
  issueBlock,
  type IssuedBlock,
  type Randomness,
  type SigningKey,
} from '@passerelle/credential';
import {
  type EntryClaims,
  entryGroupsOf,
  FLAGS_GROUP,
  flagsOf,
  groupsOf,
  MAX_BLOCK_ENTRIES,
  type Watchlist,
} from '@passerelle/exchange-model';
import type { PartnerAgreements } from '@passerelle/keys';
import {
  type EntryMessage,
  WatchlistMessageRepository,
  WatchlistShareRepository,
} from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';
import { ORIGIN_KEY, RANDOM } from '../tokens.js';
import { Content, messagePlace } from '../vault/content.js';
import { BlockHeads, cut, paddedTo } from './block-heads.js';
import type { EntryChange } from './entry-change.js';

/** Of groups as JSON and of what surrounds them; encoded and signed they stay below the limit of a block. */
const MAX_BLOCK_CONTENT = 300_000;
const BYTES_PER_ENTRY = 1_200;

interface SignedChange {
  change: EntryChange;
  claims: EntryClaims;
  groups: Record<string, unknown>;
}

/** Signs changes as their origin, at most a hundred under one signature, archives them and hands them to our bridge. */
@Injectable()
export class BlockTokens {
  constructor(
    @Inject(ORIGIN_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(BlockHeads) private readonly heads: BlockHeads,
    @Inject(WatchlistShareRepository) private readonly shares: WatchlistShareRepository,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Content) private readonly content: Content,
  ) {}

  /** Each share moves on by one version; the transaction holds the entries locked. */
  async issue(
    manager: EntityManager,
    list: Watchlist,
    partner: PartnerAgreements,
    changes: readonly EntryChange[],
  ): Promise<void> {
    const at = this.clock.now();
    const signed = changes.map((change) => signedChange(change, at));
    const most = { items: MAX_BLOCK_ENTRIES, bytes: MAX_BLOCK_CONTENT };
    for (const block of cut(signed, most, sizeOf)) await this.#issueBlock(manager, list, partner, block, at);
  }

  async #issueBlock(
    manager: EntityManager,
    list: Watchlist,
    partner: PartnerAgreements,
    changes: readonly SignedChange[],
    at: Date,
  ): Promise<void> {
    const claims = this.heads.claimsFor(list, partner);
    const issued = issueBlock({
      claims: { ...claims },
      entries: changes.map(({ claims, groups }): BlockEntry => ({ claims: { ...claims }, groups })),
      padGroupsTo: entryGroupsOf(list).length + 1,
      padEntriesTo: paddedTo(changes.length),
      key: this.key,
      random: this.random,
    });
    const { token, digest } = issued;
    await this.#moveShares(manager, changes, issued);
    await this.messages.record(
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
        at,
        expected: changes.every(({ change }) => change.share.maybeReleased),
        resent: false,
        expiresAt: latestOf(changes.map(({ change }) => change.entry.expiresAt)),
      },
      await this.#archived(claims, changes, issued),
    );
    await this.records.evidence(manager, 'issued', {
      iss: claims.iss,
      jti: claims.jti,
      version: 1,
      partner: partner.partner,
      digest,
    });
    await this.records.handToBridge(manager, {
      lane: 'watchlist',
      key: claims.jti,
      type: 'watchlist.block',
      id: this.ids.uuid(),
      token,
    });
  }

  async #moveShares(
    manager: EntityManager,
    changes: readonly SignedChange[],
    { entries }: IssuedBlock,
  ): Promise<void> {
    await this.shares.save(
      manager,
      changes.map(({ change: { entry, share, act }, claims: { ver } }, index) => ({
        ...share,
        ver,
        state: act === 'remove' ? 'withdrawn' : 'open',
        digest: entries[index]?.digest ?? null,
        expiresAt: entry.expiresAt,
        excepted: false,
      })),
    );
  }

  async #archived(
    { iss, jti: blockJti }: { iss: string; jti: string },
    changes: readonly SignedChange[],
    { entries }: IssuedBlock,
  ): Promise<EntryMessage[]> {
    const kept = changes.filter(({ change }) => change.act !== 'remove');
    const keys = await this.content.keysFor(kept.map(({ change }) => change.entry.entryId));
    return changes.map(({ change: { entry, act }, claims: { jti, ver } }, index) => {
      const { digest = '', disclosures = [] } = entries[index] ?? {};
      const isRemoval = act === 'remove';
      return {
        iss,
        jti,
        ver,
        entryId: entry.entryId,
        blockJti,
        act,
        digest,
        disclosures: isRemoval ? null : keys.seal(entry.entryId, messagePlace(iss, jti, ver), disclosures),
        element: isRemoval ? (disclosures[0] ?? null) : null,
        expiresAt: entry.expiresAt,
        outcome: null,
        clause: null,
        reason: null,
      };
    });
  }
}

const latestOf = (moments: readonly Date[]): Date =>
  new Date(Math.max(...moments.map((moment) => moment.getTime())));

function signedChange(change: EntryChange, at: Date): SignedChange {
  const { entry, share, act } = change;
  return {
    change,
    claims: {
      jti: share.jti,
      ver: share.ver + 1,
      act,
      cat: entry.category as EntryClaims['cat'],
      urg: entry.urgency as EntryClaims['urg'],
      hnd: entry.handling as EntryClaims['hnd'],
      sta: entry.status as EntryClaims['sta'],
      exp: Math.floor(entry.expiresAt.getTime() / 1000),
      ...(change.act === 'remove' && { wdr: change.reason }),
    },
    groups:
      change.act === 'remove'
        ? {}
        : { ...groupsOf(change.document), [FLAGS_GROUP]: flagsOf(change.document, at) },
  };
}

const sizeOf = ({ groups }: SignedChange): number =>
  BYTES_PER_ENTRY + Buffer.byteLength(JSON.stringify(groups));
