import { Inject, Injectable } from '@nestjs/common';
import { derivedId } from '@passerelle/credential';
import { type BlockClaims, documentOf, type Groups, parseBlockClaims } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import {
  type EntryMessage,
  ErasedSubjectRepository,
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistLookupRepository,
  WatchlistMessageRepository,
} from '@passerelle/persistence';
import { Clock } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { Content, messagePlace } from '../vault/content.js';
import { BlockReceipts } from '../watchlists/block-receipts.js';
import { EntryErasure } from '../watchlists/entry-erasure.js';
import { LookupMacs } from '../watchlists/lookup-macs.js';
import { checkBlock, type CheckedEntry } from './check-block.js';
import { entryState } from './endings.js';
import type { AuthenticBlock } from './gate.js';
import { InboundRefusal, refusalCode } from './inbound-refusal.js';
import { SUPERSEDED } from './receipt-evidence.js';

/** An entry of a block with what becomes of it here. */
interface Arrival extends CheckedEntry {
  known: WatchlistEntry | undefined;
  /** Null: it is refused, superseded or here already. */
  next: WatchlistEntry | null;
  repeated: boolean;
}

/**
 * Takes in a block of a partner in the caller's transaction: all entries that the agreement allows, in as many
 * statements as one entry would need, and one receipt that names those it does not.
 */
@Injectable()
export class BlockAdmission {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(WatchlistLookupRepository) private readonly lookups: WatchlistLookupRepository,
    @Inject(ErasedSubjectRepository) private readonly erased: ErasedSubjectRepository,
    @Inject(LookupMacs) private readonly macs: LookupMacs,
    @Inject(Content) private readonly content: Content,
    @Inject(BlockReceipts) private readonly receipts: BlockReceipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(EntryErasure) private readonly erasure: EntryErasure,
  ) {}

  /** @throws InboundRefusal, CredentialError, ExchangeModelError when the record must be quarantined */
  async admit(manager: EntityManager, record: KafkaRecord, message: AuthenticBlock): Promise<void> {
    const claims = parseBlockClaims(message.presentation.claims);
    try {
      const checked = checkBlock(record, message, claims);
      if (await this.#isRepeat(manager, message, claims)) return;
      await this.#store(manager, message, claims, checked);
    } catch (error) {
      // The origin is proven, so it learns that its block was refused, and why.
      const reason = refusalCode(error);
      if (reason !== null) await this.#refuse(manager, message, claims, reason);
      throw error;
    }
  }

  async #isRepeat(
    manager: EntityManager,
    { presentation }: AuthenticBlock,
    { iss, jti }: BlockClaims,
  ): Promise<boolean> {
    const block = await this.messages.findBlock(iss, jti, manager);
    if (!block) return false;
    if (block.digest !== presentation.digest) throw new InboundRefusal('equivocation');
    await this.receipts.sendAgain(manager, iss, jti);
    return true;
  }

  async #store(
    manager: EntityManager,
    message: AuthenticBlock,
    claims: BlockClaims,
    checked: readonly CheckedEntry[],
  ): Promise<void> {
    const arrivals = await this.#arrivals(manager, message, claims, checked);
    const changed = arrivals.filter(({ next }) => next !== null);
    const fresh = changed.filter(({ known }) => !known).map(({ next }) => next as WatchlistEntry);
    const updated = changed.filter(({ known }) => known).map(({ next }) => next as WatchlistEntry);
    await this.entries.insert(manager, fresh);
    await this.entries.update(manager, updated);
    await this.lookups.replace(
      manager,
      updated.map(({ entryId }) => entryId),
      changed.flatMap((arrival) => this.#lookupsOf(arrival)),
    );
    await this.#archive(manager, message, claims, arrivals);
    await this.#receipt(manager, message, claims, arrivals);
    if (changed.some(({ next }) => next?.state === 'removed')) this.erasure.wake();
  }

  /** Every entry is the complete state of its subject: the highest version is simply taken over. */
  async #arrivals(
    manager: EntityManager,
    { under }: AuthenticBlock,
    { iss, lst }: BlockClaims,
    checked: readonly CheckedEntry[],
  ): Promise<Arrival[]> {
    const versions = checked.map(({ claims }) => claims);
    const known = new Map(
      (
        await this.entries.lockByOrigin(
          manager,
          iss,
          versions.map(({ jti }) => jti),
        )
      ).map((entry) => [entry.originJti, entry]),
    );
    const archived = new Map(
      (await this.messages.known(manager, iss, versions)).map((each) => [each.jti, each.digest]),
    );
    const erased = await this.erased.of(
      manager,
      versions.map(({ jti }) => this.#idOf(known.get(jti), iss, jti)),
    );
    return checked.map((entry) => {
      const { jti, ver } = entry.claims;
      const earlier = known.get(jti);
      const entryId = this.#idOf(earlier, iss, jti);
      const erasedAt = erased.get(entryId) ?? null;
      const digest = archived.get(jti);
      const arrival = { ...entry, known: earlier, next: null, repeated: false };
      if (entry.refusal !== null) return arrival;
      if (digest === entry.verified.digest) return { ...arrival, repeated: true };
      if (digest !== undefined) return { ...arrival, refusal: 'equivocation' };
      if (earlier && earlier.list !== lst) return { ...arrival, refusal: 'another-list' };
      const over = earlier !== undefined && earlier.state !== 'active' && erasedAt === null;
      if (over || (earlier && ver <= earlier.version)) return arrival;
      const filed = { entryId, origin: iss, list: lst, agreementHash: under.hash, erasedAt };
      return { ...arrival, next: this.#next(earlier, entry, filed) };
    });
  }

  /** Our own id of it: the same whenever it is read (docs/adr/0013). */
  #idOf(known: WatchlistEntry | undefined, iss: string, jti: string): string {
    return known?.entryId ?? derivedId('entry', this.config.nation, iss, jti);
  }

  #next(
    known: WatchlistEntry | undefined,
    { claims, verified }: CheckedEntry,
    filed: Pick<WatchlistEntry, 'entryId' | 'origin' | 'list' | 'agreementHash' | 'erasedAt'>,
  ): WatchlistEntry {
    const now = this.clock.now();
    const { erasedAt } = filed;
    return {
      ...filed,
      originJti: claims.jti,
      state: entryState({ ends: claims.act === 'remove', exp: claims.exp, erasedAt, known: known ?? null }),
      version: claims.ver,
      category: claims.cat,
      urgency: claims.urg,
      handling: claims.hnd,
      status: claims.sta,
      expiresAt: new Date(claims.exp * 1000),
      storedAt: known?.storedAt ?? now,
      updatedAt: now,
      removalReason: claims.wdr ?? null,
      document: null,
      referenceMac: null,
      digest: verified.digest,
    };
  }

  #lookupsOf({ next, claims, verified }: Arrival) {
    if (next?.state !== 'active') return [];
    return this.macs.ofEntry(next.entryId, documentOf(claims, Object.fromEntries(verified.groups) as Groups));
  }

  /** What proves each entry is kept; the disclosures only where they are the current state. */
  async #archive(
    manager: EntityManager,
    { presentation, releaseJwt, under, partner }: AuthenticBlock,
    { iss, jti: blockJti, lst }: BlockClaims,
    arrivals: readonly Arrival[],
  ): Promise<void> {
    const readable = arrivals.filter(({ next }) => next?.state === 'active');
    const keys = await this.content.keysFor(readable.map(({ next }) => (next as WatchlistEntry).entryId));
    const messages = arrivals.flatMap(
      ({ next, known, refusal, repeated, claims, verified }): EntryMessage[] => {
        const entryId = next?.entryId ?? known?.entryId;
        if (refusal !== null || repeated || entryId === undefined) return [];
        const { jti, ver, act } = claims;
        const disclosures = [verified.element, ...verified.disclosures.values()];
        return [
          {
            iss,
            jti,
            ver,
            entryId,
            blockJti,
            act,
            digest: verified.digest,
            disclosures:
              next?.state === 'active' ? keys.seal(entryId, messagePlace(iss, jti, ver), disclosures) : null,
            element: null,
            expiresAt: new Date(claims.exp * 1000),
            outcome: null,
            clause: null,
            reason: null,
          },
        ];
      },
    );
    await this.messages.record(
      manager,
      {
        iss,
        jti: blockJti,
        list: lst,
        partner: partner.partner,
        digest: presentation.digest,
        direction: 'in',
        tokenJwt: presentation.jwt,
        releaseJwt,
        agreementHash: under.hash,
        at: this.clock.now(),
        expected: false,
        resent: false,
        expiresAt: null,
      },
      messages,
    );
  }

  async #receipt(
    manager: EntityManager,
    { presentation, partner, under }: AuthenticBlock,
    { iss, jti, agr }: BlockClaims,
    arrivals: readonly Arrival[],
  ): Promise<void> {
    const named = arrivals.flatMap(({ claims, refusal, next, repeated, known }) => {
      const reason = refusal ?? (next || repeated ? null : SUPERSEDED);
      return reason === null
        ? []
        : [{ jti: claims.jti, ver: claims.ver, rsn: reason, entryId: known?.entryId ?? null }];
    });
    const refused = named.filter(({ rsn }) => rsn !== SUPERSEDED);
    const kind = refused.length === arrivals.length ? 'refused' : 'delivered';
    const about = { iss, jti, digest: presentation.digest };
    await this.receipts.state(manager, { kind, about, agreementId: agr, entries: named });
    const { digest, releaseDigest } = presentation;
    const facts = { iss, partner: partner.partner, agreement: under.hash, digest, releaseDigest };
    if (kind === 'delivered')
      await this.records.evidence(manager, 'received', { ...facts, jti, version: 1 }, [iss, jti, digest]);
    for (const { jti: entryJti, ver, rsn } of refused) {
      const refusal = { ...facts, jti: entryJti, version: ver, reason: rsn };
      await this.records.evidence(manager, 'refused', refusal, [iss, jti, digest, entryJti, ver, rsn]);
    }
  }

  async #refuse(
    manager: EntityManager,
    { presentation, partner }: AuthenticBlock,
    { iss, jti, agr }: BlockClaims,
    reason: string,
  ): Promise<void> {
    const about = { iss, jti, digest: presentation.digest };
    await this.receipts.state(manager, { kind: 'refused', about, agreementId: agr, entries: [], reason });
    const { digest } = presentation;
    const facts = { iss, jti, version: 1, partner: partner.partner, digest, reason };
    await this.records.evidence(manager, 'refused', facts, [iss, jti, digest, reason]);
  }
}
