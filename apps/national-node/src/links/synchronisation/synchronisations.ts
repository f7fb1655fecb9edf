import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import { type Watchlist, WATCHLISTS } from '@passerelle/exchange-model';
import { TopicRegistry } from '@passerelle/kafka';
import { AgreementRegistry, type PartnerAgreements } from '@passerelle/keys';
import {
  LinkRepository,
  OutboxRepository,
  type Reconciliation,
  ReconciliationRepository,
  SentBlockRepository,
  type Synchronisation,
  SynchronisationRepository,
} from '@passerelle/persistence';
import { Clock, IdSource, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../../records/node-records.js';
import { LinkStates } from '../link-states.js';
import { Reconciliations } from '../reconciliation/reconciliations.js';
import { EntryWalk } from './entry-walk.js';

/** With so many blocks waiting to be read by our bridge the walk stands still. */
export const MOST_WAITING_BLOCKS = 50;
/** Until it looks again whether it may go on. */
const PAUSE_MS = 500;
/** So that every instance and our bridge know a version before entries are decided under it. */
const SETTLE_MS = 3_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
/** The range whose comparison proves that the partner holds every entry that was released to it. */
const ENTRIES = 'entry:';

/**
 * Brings every own entry to where the agreement with a partner says, and has that verified: a walk over the lists in
 * signed blocks, then a comparison of what was released with what the partner stored (docs/adr/0014). How far it is
 * stands in the database, moved with each hundred entries: it goes on where it stopped, on whichever instance.
 */
@Injectable()
export class Synchronisations {
  constructor(
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(SynchronisationRepository) private readonly synchronisations: SynchronisationRepository,
    @Inject(SentBlockRepository) private readonly blocks: SentBlockRepository,
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(Reconciliations) private readonly comparisons: Reconciliations,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(LinkStates) private readonly states: LinkStates,
    @Inject(EntryWalk) private readonly walk: EntryWalk,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Asked for: the one that walks, if one does; otherwise another. null without an agreement in force. */
  async ask(manager: EntityManager, partner: PartnerAgreements): Promise<string | null> {
    const now = this.clock.now();
    const inForce = partner.inForce(now);
    if (!inForce) return null;
    const running = await this.synchronisations.lockRunning(manager, partner.partner);
    if (running?.state === 'walking') return running.id;
    return this.#begin(manager, partner.partner, inForce.hash, 'asked', now, running);
  }

  /** A version that came into force since the last walk begins another, whatever that one is at. */
  async followAgreement(manager: EntityManager, partner: PartnerAgreements): Promise<void> {
    const now = this.clock.now();
    const inForce = partner.inForce(now);
    if (!inForce) return;
    const latest = await this.synchronisations.latest(partner.partner);
    if (latest) {
      // An instance that does not know the version of the last walk is behind, and leaves it to the others.
      const walked = partner.byHash(latest.agreementHash);
      if (!walked || walked.agreement.version >= inForce.agreement.version) return;
    }
    const running = await this.synchronisations.lockRunning(manager, partner.partner);
    const dueAt = new Date(now.getTime() + SETTLE_MS);
    await this.#begin(manager, partner.partner, inForce.hash, 'agreement', dueAt, running);
  }

  /** Goes a step on; the caller's transaction holds it. */
  async goOn(manager: EntityManager, running: Synchronisation): Promise<void> {
    const partner = this.agreements.ofPartner(running.partner);
    const next = !partner?.inForce(this.clock.now())
      ? this.#later(running)
      : running.state === 'walking'
        ? await this.#stride(manager, running, partner)
        : await this.#verify(manager, running, partner);
    await this.synchronisations.update(manager, next);
  }

  async #begin(
    manager: EntityManager,
    partner: string,
    agreementHash: string,
    cause: Synchronisation['cause'],
    dueAt: Date,
    before: Synchronisation | null,
  ): Promise<string> {
    const now = this.clock.now();
    if (before) await this.synchronisations.update(manager, { ...before, state: 'superseded', endedAt: now });
    const begun: Synchronisation = {
      id: this.ids.uuid(),
      partner,
      cause,
      agreementHash,
      state: 'walking',
      startedAt: now,
      dueAt,
      walkedAt: null,
      endedAt: null,
      list: null,
      afterEntry: null,
      seen: 0,
      shared: 0,
      takenBack: 0,
      withheld: 0,
      reconciliationId: null,
    };
    if (await this.synchronisations.begin(manager, begun)) {
      this.logger.info('synchronisation.begun', { synchronisation: begun.id, partner, cause });
      return begun.id;
    }
    const running = await this.synchronisations.lockRunning(manager, partner);
    return running?.id ?? this.#begin(manager, partner, agreementHash, cause, dueAt, null);
  }

  async #stride(
    manager: EntityManager,
    running: Synchronisation,
    partner: PartnerAgreements,
  ): Promise<Synchronisation> {
    const waiting = await this.outbox.waiting(this.topics.outbound('watchlist'), MOST_WAITING_BLOCKS);
    if (waiting >= MOST_WAITING_BLOCKS) return this.#later(running);
    const list = (running.list ?? WATCHLISTS[0]) as Watchlist;
    const stride = await this.walk.stride(manager, list, running.afterEntry ?? FIRST, partner);
    if (stride === null) return this.#later(running);
    const { last, seen, shared, takenBack, withheld } = stride;
    const counted = {
      ...running,
      seen: running.seen + seen,
      shared: running.shared + shared,
      takenBack: running.takenBack + takenBack,
      withheld: running.withheld + withheld,
    };
    if (last !== null) return { ...counted, list, afterEntry: last };
    const following = WATCHLISTS[WATCHLISTS.indexOf(list) + 1];
    if (following !== undefined) return { ...counted, list: following, afterEntry: null };
    return { ...counted, state: 'verifying', walkedAt: this.clock.now(), list: null, afterEntry: null };
  }

  /** Once our bridge has decided about everything: does the partner hold all that left? A comparison begun later says. */
  async #verify(
    manager: EntityManager,
    running: Synchronisation,
    partner: PartnerAgreements,
  ): Promise<Synchronisation> {
    const walkedAt = running.walkedAt ?? running.startedAt;
    if ((await this.blocks.undecided(running.partner, walkedAt)) > 0) return this.#later(running);
    const latest = await this.reconciliations.latest(running.partner, 'out');
    if (latest === null || latest.startedAt < walkedAt) {
      const streams = await this.links.streams(running.partner, manager);
      const isUp = this.states.of(partner, streams, this.clock.now()).state === 'up';
      if (isUp && latest?.state !== 'running') await this.comparisons.start(manager, running.partner, false);
      return this.#later(running);
    }
    const compared = { ...running, reconciliationId: latest.id };
    return (await this.#isProven(latest)) ? this.#end(manager, compared) : this.#later(compared);
  }

  /** The partner has signed that it holds the very same, or every part of it was compared. */
  async #isProven({ id, state }: Reconciliation): Promise<boolean> {
    if (state === 'complete') return true;
    return (await this.reconciliations.proofs(id)).some(({ range }) => range === ENTRIES);
  }

  async #end(manager: EntityManager, verified: Synchronisation): Promise<Synchronisation> {
    const { id, partner, agreementHash, seen, shared, takenBack, withheld, reconciliationId } = verified;
    const proofs = await this.reconciliations.proofs(reconciliationId ?? '');
    const alike = proofs.filter(({ range }) => range === ENTRIES).map(({ count, dig }) => ({ count, dig }));
    const facts = { id, partner, seen, shared, takenBack, withheld, reconciliationId, alike };
    await this.records.evidence(manager, 'synchronised', {
      partner,
      agreement: agreementHash,
      digest: digest(canonicalBytes(facts)),
    });
    this.logger.info('synchronisation.complete', { synchronisation: id, partner, seen, shared, takenBack });
    return { ...verified, state: 'complete', endedAt: this.clock.now() };
  }

  #later(running: Synchronisation): Synchronisation {
    return { ...running, dueAt: new Date(this.clock.now().getTime() + PAUSE_MS) };
  }
}
