import { Inject, Injectable } from '@nestjs/common';
import { type BlockEntry, issueBlock, type Randomness, type SigningKey } from '@passerelle/credential';
import {
  type BlockClaims,
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
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { ORIGIN_KEY, RANDOM } from '../tokens.js';
import { Content, messagePlace } from '../vault/content.js';
import type { EntryChange } from './entry-change.js';

/** Of groups as JSON and of what surrounds them; encoded and signed they stay below the limit of a block. */
const MAX_BLOCK_CONTENT = 300_000;
const BYTES_PER_ENTRY = 1_200;
/** Digests in a block of few entries and of many, decoys included. */
const FEW = 16;
const MANY = 128;

interface SignedChange {
  change: EntryChange;
  claims: EntryClaims;
  groups: Record<string, unknown>;
}

/** Signs changes as their origin, at most a hundred under one signature, archives them and hands them to our bridge. */
@Injectable()
export class BlockTokens {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(ORIGIN_KEY) private readonly key: SigningKey,
    @Inject(RANDOM) private readonly random: Randomness,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
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
    for (const block of blocksOf(changes.map((change) => signedChange(change, at)))) {
      await this.#issueBlock(manager, list, partner, block, at);
    }
  }

  async #issueBlock(
    manager: EntityManager,
    list: Watchlist,
    partner: PartnerAgreements,
    changes: readonly SignedChange[],
    at: Date,
  ): Promise<void> {
    const claims = this.#claims(list, partner, at);
    const { token, digest, entries } = issueBlock({
      claims: { ...claims },
      entries: changes.map(({ claims, groups }): BlockEntry => ({ claims: { ...claims }, groups })),
      padGroupsTo: entryGroupsOf(list).length + 1,
      padEntriesTo: changes.length < FEW ? FEW : MANY,
      key: this.key,
      random: this.random,
    });
    await this.shares.save(
      manager,
      changes.map(({ change: { share, act }, claims: { ver } }) => ({
        ...share,
        ver,
        state: act === 'remove' ? 'withdrawn' : 'open',
      })),
    );
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
      },
      await this.#archived(claims, changes, entries),
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

  #claims(list: Watchlist, partner: PartnerAgreements, at: Date): BlockClaims {
    const kid = partner.releaseKid(at);
    if (kid === null) throw new Error(`the agreement with ${partner.partner} pins no release key of ours`);
    return {
      iss: this.config.nation,
      jti: this.ids.uuid(),
      iat: seconds(at),
      lst: list,
      agr: partner.latest()?.agreement.id ?? '',
      cnf: { kid },
    };
  }

  async #archived(
    { iss, jti: blockJti }: BlockClaims,
    changes: readonly SignedChange[],
    issued: readonly { digest: string; disclosures: string[] }[],
  ): Promise<EntryMessage[]> {
    const kept = changes.filter(({ change }) => change.act !== 'remove');
    const keys = await this.content.keysFor(kept.map(({ change }) => change.entry.entryId));
    return changes.map(({ change: { entry, act }, claims: { jti, ver } }, index) => ({
      iss,
      jti,
      ver,
      entryId: entry.entryId,
      blockJti,
      act,
      digest: issued[index]?.digest ?? '',
      disclosures:
        act === 'remove'
          ? null
          : keys.seal(entry.entryId, messagePlace(iss, jti, ver), issued[index]?.disclosures),
      outcome: null,
      clause: null,
      reason: null,
    }));
  }
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

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
      exp: seconds(entry.expiresAt),
      ...(change.act === 'remove' && { wdr: change.reason }),
    },
    groups:
      change.act === 'remove'
        ? {}
        : { ...groupsOf(change.document), [FLAGS_GROUP]: flagsOf(change.document, at) },
  };
}

/** Cut by number and by size, in their order. */
function* blocksOf(changes: readonly SignedChange[]): Iterable<SignedChange[]> {
  let block: SignedChange[] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = BYTES_PER_ENTRY + Buffer.byteLength(JSON.stringify(change.groups));
    if (block.length === MAX_BLOCK_ENTRIES || (block.length > 0 && bytes + size > MAX_BLOCK_CONTENT)) {
      yield block;
      block = [];
      bytes = 0;
    }
    block.push(change);
    bytes += size;
  }
  if (block.length > 0) yield block;
}
