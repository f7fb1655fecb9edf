import { Inject, Injectable } from '@nestjs/common';
import {
  type AlertDocument,
  blockDecisions,
  onceFor,
  type Watchlist,
  type WithdrawalReason,
} from '@passerelle/exchange-model';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import { type EntryShare, type WatchlistEntry, WatchlistShareRepository } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';
import { AlertSharing, type PartnerDecision, type SignedFacts } from '../sharing/alert-sharing.js';
import { BlockReceipts } from './block-receipts.js';
import { BlockTokens } from './block-tokens.js';
import type { EntryChange, EntryVersion } from './entry-change.js';

interface Withheld extends PartnerDecision {
  entry: WatchlistEntry;
  jti: string;
}

/** Brings versions of own entries on their way to each partner, or says why not: what AlertSharing does, for many. */
@Injectable()
export class EntrySharing {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(AlertSharing) private readonly alerts: AlertSharing,
    @Inject(WatchlistShareRepository) private readonly shares: WatchlistShareRepository,
    @Inject(BlockTokens) private readonly tokens: BlockTokens,
    @Inject(BlockReceipts) private readonly receipts: BlockReceipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /** Shares versions just stored; the transaction holds the entries locked. */
  async share(manager: EntityManager, list: Watchlist, versions: readonly EntryVersion[]): Promise<void> {
    const shares = await this.sharesOf(
      manager,
      versions.map(({ entry }) => entry),
    );
    for (const partner of this.agreements.partners) {
      await this.shareWith(manager, list, versions, partner, shares);
    }
  }

  /** Every share of these entries, the withdrawn ones too, by entry. */
  async sharesOf(
    manager: EntityManager,
    entries: readonly WatchlistEntry[],
  ): Promise<Map<string, EntryShare[]>> {
    const found = await this.shares.ofEntries(
      entries.map(({ entryId }) => entryId),
      manager,
    );
    return byEntry(found);
  }

  /** The same for one partner. */
  async shareWith(
    manager: EntityManager,
    list: Watchlist,
    versions: readonly EntryVersion[],
    partner: PartnerAgreements,
    shares: ReadonlyMap<string, EntryShare[]>,
  ): Promise<void> {
    const decide = onceFor((facts: SignedFacts) => this.alerts.decideOn(facts, partner));
    const changes: EntryChange[] = [];
    const withheld: Withheld[] = [];
    for (const { entry, document } of versions) {
      const earlier = shares.get(entry.entryId) ?? [];
      const open = openWith(partner, earlier);
      const decided = decide(this.alerts.factsOf(document, partner, 'watchlist.entry'));
      const released = decided.decision.outcome === 'release';
      const takenBack = !released && open?.maybeReleased === true;
      if (takenBack) changes.push({ entry, share: open, act: 'remove', reason: 'no-longer-shared' });
      if (takenBack || decided.unsigned)
        withheld.push({ ...decided, entry, jti: open?.jti ?? entry.entryId });
      else {
        const share = open ?? this.#fresh(entry, earlier, partner);
        const act = share.ver === 0 ? 'add' : 'update';
        changes.push({
          entry,
          document,
          act,
          share: { ...share, maybeReleased: share.maybeReleased || released },
        });
      }
    }
    await this.tokens.issue(manager, list, partner, changes);
    if (withheld.length > 0) await this.#withhold(manager, partner, withheld);
  }

  /** Takes back what may have left, from every partner. */
  async remove(
    manager: EntityManager,
    list: Watchlist,
    entries: readonly WatchlistEntry[],
    reason: WithdrawalReason,
  ): Promise<void> {
    const shares = await this.sharesOf(manager, entries);
    for (const partner of this.agreements.partners) {
      const changes = entries.flatMap((entry): EntryChange[] => {
        const share = openWith(partner, shares.get(entry.entryId) ?? []);
        return share?.maybeReleased ? [{ entry, share, act: 'remove', reason }] : [];
      });
      await this.tokens.issue(manager, list, partner, changes);
    }
  }

  /** A version was released against expectation: is what the entry says now to be shared? If not, it is taken back. */
  async reconsider(
    manager: EntityManager,
    entry: WatchlistEntry,
    share: EntryShare,
    document: AlertDocument | null,
  ): Promise<void> {
    const partner = this.agreements.ofPartner(share.partner);
    if (!partner || entry.state === 'expired') return;
    const stays =
      document !== null &&
      this.alerts.decide(document, partner, 'watchlist.entry').decision.outcome === 'release';
    if (stays) return;
    const reason = (entry.removalReason ?? 'no-longer-shared') as WithdrawalReason;
    await this.tokens.issue(manager, entry.list as Watchlist, partner, [
      { entry, share, act: 'remove', reason },
    ]);
  }

  /** The first share of an entry uses its own id, every other a fresh one: no two partners hold the same id. */
  #fresh(
    { entryId, version }: WatchlistEntry,
    earlier: readonly EntryShare[],
    partner: PartnerAgreements,
  ): EntryShare {
    const others = this.agreements.partners.indexOf(partner) > 0;
    return {
      jti: earlier.length === 0 && !others && version === 1 ? entryId : this.ids.uuid(),
      entryId,
      agreementId: partner.latest()?.agreement.id ?? '',
      partner: partner.partner,
      ver: 0,
      state: 'open',
      maybeReleased: false,
      digest: null,
      expiresAt: null,
      excepted: false,
    };
  }

  /** The node's own statement that it signed nothing of these for this partner. */
  async #withhold(
    manager: EntityManager,
    partner: PartnerAgreements,
    withheld: readonly Withheld[],
  ): Promise<void> {
    const governing = partner.governing(this.clock.now());
    const agreement = governing && {
      id: governing.agreement.id,
      version: governing.agreement.version,
      hash: governing.hash,
    };
    const statementId = this.ids.uuid();
    const digest = await this.receipts.state(manager, {
      kind: 'withheld',
      about: { iss: this.config.nation, jti: statementId },
      agreementId: agreement?.id,
      entries: withheld.map(({ entry, jti, decision }) => ({
        entryId: entry.entryId,
        jti,
        ver: entry.version,
        ...(decision.clause !== undefined && { cls: decision.clause }),
        rsn: decision.outcome === 'release' ? 'no-agreement' : decision.reason,
      })),
    });
    const decided = withheld.map(({ entry, ...each }) => ({ ...each, ver: entry.version }));
    const decisionDigest = await this.records.decision(
      manager,
      { point: 'node', jti: statementId, agreement, ...blockDecisions(decided) },
      statementId,
    );
    const about = {
      jti: statementId,
      version: 1,
      partner: partner.partner,
      ...(agreement && { agreement: agreement.hash }),
      digest,
      decisionDigest,
    };
    await this.records.evidence(manager, 'decided', about);
    await this.records.evidence(manager, 'withheld', about);
  }
}

const openWith = ({ partner }: PartnerAgreements, shares: readonly EntryShare[]): EntryShare | undefined =>
  shares.find((share) => share.partner === partner && share.state === 'open');

function byEntry(shares: readonly EntryShare[]): Map<string, EntryShare[]> {
  const groups = new Map<string, EntryShare[]>();
  for (const share of shares) groups.set(share.entryId, [...(groups.get(share.entryId) ?? []), share]);
  return groups;
}
