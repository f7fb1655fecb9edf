import { Inject, Injectable } from '@nestjs/common';
import { type AlertDocument, onceFor, type Watchlist } from '@passerelle/exchange-model';
import type { PartnerAgreements } from '@passerelle/keys';
import {
  type EntryShare,
  type IssuedVersion,
  type WatchlistEntry,
  WatchlistEntryRepository,
  WatchlistMessageRepository,
  WatchlistShareRepository,
} from '@passerelle/persistence';
import { decideRelease, type ReleaseDecision } from '@passerelle/sharing-agreement';
import { Clock } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../../config.js';
import { AlertSharing, type SignedFacts } from '../../sharing/alert-sharing.js';
import { Content, entryPlace } from '../../vault/content.js';
import type { EntryVersion } from '../../watchlists/entry-change.js';
import { EntrySharing } from '../../watchlists/entry-sharing.js';
import { stepFor, type WalkStep } from './walk-step.js';

/** Entries in one transaction, and in one block. */
const STRIDE = 100;

export interface Stride {
  /** The last entry looked at; null where the list is at its end. */
  last: string | null;
  seen: number;
  shared: number;
  takenBack: number;
  withheld: number;
}

/** Walks past the own entries of a list, a hundred at a time, and brings each to where the agreement says for a partner. */
@Injectable()
export class EntryWalk {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistShareRepository) private readonly shares: WatchlistShareRepository,
    @Inject(WatchlistMessageRepository) private readonly messages: WatchlistMessageRepository,
    @Inject(AlertSharing) private readonly alerts: AlertSharing,
    @Inject(EntrySharing) private readonly sharing: EntrySharing,
    @Inject(Content) private readonly content: Content,
  ) {}

  /**
   * The entries after this one, by id; null where our bridge still has to decide about one of them, and nothing was done.
   * Each is held while it is decided about: a change comes before, and is seen, or after, and goes its ordinary way.
   */
  async stride(
    manager: EntityManager,
    list: Watchlist,
    after: string,
    partner: PartnerAgreements,
  ): Promise<Stride | null> {
    const ids = await this.entries.ownActive(manager, list, after, STRIDE);
    const locked = await this.entries.lock(manager, ids);
    const versions = await this.#versions(locked.filter(({ state }) => state === 'active'));
    const shares = await this.sharing.sharesOf(
      manager,
      versions.map(({ entry }) => entry),
    );
    const steps = await this.#steps(manager, versions, shares, partner);
    const of = (...wanted: WalkStep[]) =>
      versions.filter(({ entry }) => wanted.includes(steps.get(entry.entryId) ?? 'leave'));
    if (of('wait').length > 0) return null;
    await this.sharing.shareWith(manager, list, of('share', 'take-back'), partner, shares);
    return {
      last: ids.at(-1) ?? null,
      seen: versions.length,
      shared: of('share').length,
      takenBack: of('take-back').length,
      withheld: of('withheld').length,
    };
  }

  async #versions(entries: readonly WatchlistEntry[]): Promise<EntryVersion[]> {
    const keys = await this.content.keysOf(entries.map(({ entryId }) => entryId));
    return entries.flatMap((entry) => {
      const { entryId, version } = entry;
      const document = keys.open(
        entryId,
        entryPlace(entryId, version),
        entry.document,
      ) as AlertDocument | null;
      return document === null ? [] : [{ entry, document }];
    });
  }

  async #steps(
    manager: EntityManager,
    versions: readonly EntryVersion[],
    shares: ReadonlyMap<string, EntryShare[]>,
    partner: PartnerAgreements,
  ): Promise<Map<string, WalkStep>> {
    const open = new Map(
      [...shares.values()]
        .flat()
        .filter((share) => share.partner === partner.partner && share.state === 'open')
        .map((share) => [share.entryId, share]),
    );
    const issued = await this.messages.lastIssued(manager, this.config.nation, [...open.values()]);
    const last = new Map(issued.map((version) => [version.jti, version]));
    const decide = onceFor((facts: SignedFacts) => this.alerts.decideOn(facts, partner));
    const now = this.clock.now();
    return new Map(
      versions.map(({ entry, document }) => {
        const share = open.get(entry.entryId);
        const version = share && last.get(share.jti);
        const facts = this.alerts.factsOf(document, partner, 'watchlist.entry');
        const { decision, unsigned } = decide(facts);
        const standing = {
          share,
          last: version,
          decision: unsigned ? kept(decision) : decision,
          before: version ? decisionBefore(version, facts, partner) : null,
        };
        return [entry.entryId, stepFor(standing, now)];
      }),
    );
  }
}

/** Nothing may be signed of it, whatever a clause says. */
const kept = ({ withheld }: ReleaseDecision): ReleaseDecision => ({
  outcome: 'withhold',
  reason: 'never',
  withheld,
});

/** As our bridge decided about the last version, on what is known of the entry now. */
function decisionBefore(
  { agreementHash, decidedAt }: IssuedVersion,
  facts: SignedFacts,
  partner: PartnerAgreements,
): ReleaseDecision | null {
  const under = agreementHash === null ? null : partner.byHash(agreementHash);
  return under && decidedAt ? decideRelease(under, facts, decidedAt) : null;
}
