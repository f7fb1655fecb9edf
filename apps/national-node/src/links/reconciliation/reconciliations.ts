import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import type {
  ComparedRange,
  RangeDigest,
  ReconciliationAnswer,
  ReconciliationResult,
  StreamPlace,
} from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import {
  LinkRepository,
  type Reconciliation,
  ReconciliationRepository,
  withinSavepoint,
} from '@passerelle/persistence';
import { Clock, IdSource, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../../records/node-records.js';
import { ControlMessages } from '../control-messages.js';
import { LinkAlarms } from '../link-alarms.js';
import { LinkStates } from '../link-states.js';
import { isWhole, partsOf } from './compare.js';
import { driftBetween } from './drift.js';
import { DriftRepair } from './drift-repair.js';
import { EXCHANGED_RECORDS, type ExchangedRecords } from './exchanged-records.js';
import { rangeDigestOf } from './range-digest.js';
import {
  asking,
  beginSearch,
  isDone,
  isGivenUp,
  isOver,
  mayWait,
  nextRanges,
  putOff,
  type Search,
  took,
  waitFor,
} from './search.js';

type Running = Reconciliation<Search> & { search: Search };

/** How long an answer may take, growing with every question that brought nothing. */
const PATIENCE_MS = [5_000, 10_000, 20_000, 40_000, 60_000];

/**
 * Holds what we released against what a partner says it stored, names what differs message by message, sends again what
 * is missing and compares once more. What could not be compared is never called equal.
 */
@Injectable()
export class Reconciliations {
  constructor(
    @Inject(EXCHANGED_RECORDS) private readonly exchanged: readonly ExchangedRecords[],
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(LinkStates) private readonly states: LinkStates,
    @Inject(LinkAlarms) private readonly alarms: LinkAlarms,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(ControlMessages) private readonly control: ControlMessages,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(DriftRepair) private readonly repair: DriftRepair,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Begins one, unless one is running already; gives the id of either. `both`: the partner shall do the same. */
  async start(manager: EntityManager, partner: string, both: boolean): Promise<string> {
    const startedAt = this.clock.now();
    const asOf = Math.floor(startedAt.getTime() / 1000);
    const subjects = this.exchanged.map(({ subject }) => subject);
    const begun: Running = {
      id: this.ids.uuid(),
      partner,
      direction: 'out',
      state: 'running',
      startedAt,
      endedAt: null,
      dueAt: startedAt,
      drift: 0,
      search: beginSearch(subjects, asOf, both),
    };
    if (await this.reconciliations.begin(manager, begun)) {
      await this.#ask(manager, begun);
      return begun.id;
    }
    const running = await this.reconciliations.running(partner, manager);
    return running ?? this.start(manager, partner, both);
  }

  /**
   * What the partner answers; `statement` is its token, kept where it proves something. An answer that comes twice, or
   * to what is over, changes nothing.
   */
  async answered(
    manager: EntityManager,
    partner: string,
    answer: ReconciliationAnswer,
    statement: string,
  ): Promise<void> {
    const found = await this.reconciliations.lockRunning<Search>(manager, answer.rec, 'out');
    if (found?.partner !== partner || !found.search) return;
    const running: Running = { ...found, search: found.search };
    let { search } = running;
    if (answer.behind !== undefined) search = waitFor(search, answer.behind);
    for (const compared of answer.ranges) {
      const asked = search.asked.find(({ range }) => range === compared.range);
      if (asked) search = await this.#take(manager, { ...running, search }, asked, compared, statement);
    }
    await this.#goOn(manager, { ...running, search });
  }

  /** Called when nothing came in time. */
  async due(manager: EntityManager, running: Reconciliation<Search>): Promise<void> {
    const { search } = running;
    if (!search) return;
    if (isGivenUp(search)) return this.#end(manager, { ...running, search });
    await this.#ask(manager, { ...running, search });
  }

  async #goOn(manager: EntityManager, running: Running): Promise<void> {
    const { search } = running;
    if (isOver(search) || isGivenUp(search)) return this.#end(manager, running);
    const isWaiting = search.reached !== null && search.asked.length === 0 && search.attempts === 0;
    const isReady = search.open.length > 0 || isDone(search);
    if (search.attempts === 0 && isReady && !isWaiting) return this.#ask(manager, running);
    await this.reconciliations.update(manager, { ...running, dueAt: this.#later(search) });
  }

  #later({ attempts }: Search): Date {
    const wait = PATIENCE_MS[Math.min(attempts, PATIENCE_MS.length - 1)] ?? 0;
    return new Date(this.clock.now().getTime() + wait);
  }

  /** A digest that cannot be read is not asked about; a few such questions end in `partial`, never in a match. */
  async #ask(manager: EntityManager, running: Running): Promise<void> {
    const { id, partner } = running;
    let { search } = running;
    const ranges: RangeDigest[] = [];
    for (const range of nextRanges(search)) {
      const read = await this.#read(manager, id, () => this.#digest(manager, partner, range, search.asOf));
      if (read) ranges.push(read);
      else search = putOff(search, range);
    }
    // Read after the digests: whatever is in them left by then.
    const upto = await this.links.releasedUpTo(partner, manager);
    const waits = mayWait(search);
    search = asking(search, ranges, total(upto));
    await this.reconciliations.update(manager, { ...running, search, dueAt: this.#later(search) });
    if (ranges.length === 0) return;
    await this.control.send(manager, partner, {
      ctl: 'reconciliation.digest',
      rec: id,
      asof: search.asOf,
      ranges,
      ...(waits && { upto }),
      ...(search.both && { both: true }),
    });
  }

  async #digest(manager: EntityManager, partner: string, range: string, asOf: number): Promise<RangeDigest> {
    const [subject, prefix] = partsOf(range);
    const { released } = this.#recordsOf(subject);
    return { range, ...(await released.digest(manager, partner, prefix, new Date(asOf * 1000))) };
  }

  async #take(
    manager: EntityManager,
    { id, partner, search }: Running,
    asked: RangeDigest,
    compared: ComparedRange,
    statement: string,
  ): Promise<Search> {
    const { range, verdict, held, entries = [] } = compared;
    if (verdict === 'failed' || verdict === 'split') return took(search, compared, false);
    const [subject, prefix] = partsOf(range);
    const at = { subject, prefix };
    if (verdict === 'same') {
      // Whoever says it is the same says what it is: an answer to an earlier question is none to this one.
      if (held?.count !== asked.count || held.dig !== asked.dig) return putOff(search, range);
      if (isWhole(range)) await this.reconciliations.prove(manager, id, { ...asked, statement });
      await this.reconciliations.markRepaired(manager, id, at, [], this.clock.now());
      return took(search, compared, false);
    }
    const records = this.#recordsOf(subject);
    const drift = await this.#read(manager, id, async () => {
      const asOf = new Date(search.asOf * 1000);
      const released = await records.released.entries(manager, partner, prefix, asOf);
      if (rangeDigestOf(prefix, released) !== asked.dig) return null; // it moved since the question
      return driftBetween(records, partner, released, entries);
    });
    if (drift === null) return putOff(search, range);
    const waits = await this.repair.mend(manager, { id, partner }, records, drift);
    const differing = drift.map(({ entry }) => entry);
    await this.reconciliations.markRepaired(manager, id, at, differing, this.clock.now());
    return took(search, compared, waits);
  }

  async #end(manager: EntityManager, running: Running): Promise<void> {
    const { id, partner, search } = running;
    const { found, standing } = await this.reconciliations.countDrift(manager, id);
    const result = resultOf(search, standing);
    const endedAt = this.clock.now();
    await this.reconciliations.update(manager, { ...running, state: result, endedAt, drift: found });
    const proofs = await this.reconciliations.proofs(id, manager);
    const alike = proofs.map(({ range, count, dig }) => ({ range, count, dig }));
    await this.control.send(manager, partner, {
      ctl: 'reconciliation.digest',
      rec: id,
      asof: search.asOf,
      ranges: [],
      upto: await this.links.releasedUpTo(partner, manager),
      end: { result, drift: found, ...(alike.length > 0 && { alike }) },
    });
    await this.records.evidence(manager, 'reconciled', {
      partner,
      digest: digest(canonicalBytes({ id, partner, result, drift: found, asOf: search.asOf, alike })),
      reason: result,
    });
    this.logger.info('reconciliation.ended', { reconciliation: id, partner, result, drift: found });
    if (result !== 'failed') await this.alarms.set(manager, partner, 'drift', standing > 0);
    if (result === 'complete') await this.#settleReceipts(manager, partner);
  }

  /**
   * What the partner holds and has not answered is sent again: it answers as it did at first. With nothing left to
   * answer, what is missing in its receipts and control messages is accounted for.
   */
  async #settleReceipts(manager: EntityManager, partner: string): Promise<void> {
    const agreements = this.agreements.ofPartner(partner);
    if (!agreements) return;
    const now = this.clock.now();
    const overdue = { partner, releasedBefore: this.states.overdueBefore(agreements, now), now };
    let unanswered = 0;
    for (const records of this.exchanged) unanswered += await records.resendUnanswered(manager, overdue);
    if (unanswered > 0) return;
    for (const { lane, partition, sequence } of await this.links.streams(partner, manager)) {
      if (lane !== 'receipt' && lane !== 'control') continue;
      await this.links.closeGaps(manager, partner, { lane, partition, sequence: String(sequence) }, now);
    }
  }

  #recordsOf(subject: string): ExchangedRecords {
    const records = this.exchanged.find((each) => each.subject === subject);
    if (!records) throw new Error(`nothing is exchanged as ${subject}`);
    return records;
  }

  /** A reading that fails is undone and known as failed; the transaction goes on. */
  async #read<T>(manager: EntityManager, id: string, reading: () => Promise<T>): Promise<T | null> {
    try {
      return await withinSavepoint(manager, reading);
    } catch (error) {
      this.logger.failure('reconciliation.page-failed', error, { reconciliation: id });
      return null;
    }
  }
}

/** Of all lanes and partitions together: it grows with everything that is released. */
const total = (upto: readonly StreamPlace[]): number =>
  upto.reduce((sum, { sequence }) => sum + Number(sequence) + 1, 0);

function resultOf(search: Search, standing: number): ReconciliationResult {
  if (search.compared === 0) return 'failed';
  return isDone(search) && standing === 0 ? 'complete' : 'partial';
}
