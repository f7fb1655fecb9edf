import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import type {
  ComparedRange,
  RangeDigest,
  ReconciliationAnswer,
  ReconciliationResult,
} from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import { LinkRepository, type Reconciliation, ReconciliationRepository } from '@passerelle/persistence';
import { Clock, IdSource, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../../records/node-records.js';
import { ControlMessages } from '../control-messages.js';
import { LinkAlarms } from '../link-alarms.js';
import { LinkStates } from '../link-states.js';
import { partsOf } from './compare.js';
import { type Drift, driftBetween } from './drift.js';
import { EXCHANGED_RECORDS, type ExchangedRecords } from './exchanged-records.js';
import {
  ask,
  beginSearch,
  isDone,
  isGivenUp,
  mayWait,
  putOff,
  type Search,
  took,
  waitFor,
} from './search.js';

type Running = Reconciliation<Search> & { search: Search };

/** How long an answer may take, growing with every question that brought nothing. */
const PATIENCE_MS = [5_000, 10_000, 20_000, 40_000, 60_000];
/** Messages without an answer that one reconciliation sends again. */
const MOST_UNANSWERED = 200;

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

  /** What the partner answers. An answer that comes twice, or to what is over, changes nothing. */
  async answered(manager: EntityManager, partner: string, answer: ReconciliationAnswer): Promise<void> {
    const found = await this.reconciliations.lockRunning<Search>(manager, answer.rec, 'out');
    if (found?.partner !== partner || !found.search) return;
    const running: Running = { ...found, search: found.search };
    let { search } = running;
    if (answer.behind !== undefined) search = waitFor(search, answer.behind);
    for (const compared of answer.ranges) {
      if (search.asked.includes(compared.range))
        search = await this.#take(manager, running, search, compared);
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
    if (isDone(search) || isGivenUp(search)) return this.#end(manager, running);
    const isWaiting = search.behind !== null && search.asked.length === 0 && search.attempts === 0;
    if (search.attempts === 0 && search.open.length > 0 && !isWaiting) return this.#ask(manager, running);
    await this.reconciliations.update(manager, { ...running, dueAt: this.#later(search) });
  }

  #later({ attempts }: Search): Date {
    const wait = PATIENCE_MS[Math.min(attempts, PATIENCE_MS.length - 1)] ?? 0;
    return new Date(this.clock.now().getTime() + wait);
  }

  /** A digest that cannot be read is not asked about; a few such questions end in `partial`, never in a match. */
  async #ask(manager: EntityManager, running: Running): Promise<void> {
    const { id, partner } = running;
    let search = ask(running.search);
    const ranges: RangeDigest[] = [];
    for (const range of search.asked) {
      const read = await this.#read(id, () => this.#digest(partner, range, search.asOf));
      if (read) ranges.push(read);
      else search = putOff(search, range);
    }
    await this.reconciliations.update(manager, { ...running, search, dueAt: this.#later(search) });
    if (ranges.length === 0) return;
    await this.control.send(manager, partner, {
      ctl: 'reconciliation.digest',
      rec: id,
      asof: search.asOf,
      ranges,
      ...(mayWait(search) && { upto: await this.links.releasedUpTo(partner, manager) }),
      ...(search.both && { both: true }),
    });
  }

  async #digest(partner: string, range: string, asOf: number): Promise<RangeDigest> {
    const [subject, prefix] = partsOf(range);
    const read = await this.#recordsOf(subject).released.digest(partner, prefix, new Date(asOf * 1000));
    return { range, ...read };
  }

  async #take(
    manager: EntityManager,
    { id, partner }: Running,
    search: Search,
    compared: ComparedRange,
  ): Promise<Search> {
    const { range, verdict, entries = [] } = compared;
    const [subject, prefix] = partsOf(range);
    if (verdict === 'failed' || verdict === 'split') return took(search, compared, false);
    const records = this.#recordsOf(subject);
    const asOf = new Date(search.asOf * 1000);
    const drift =
      verdict === 'same'
        ? []
        : await this.#read(id, async () =>
            driftBetween(records, partner, await records.released.entries(partner, prefix, asOf), entries),
          );
    if (drift === null) return putOff(search, range);
    let waits = false;
    for (const each of drift) waits = (await this.#name(manager, id, partner, records, each)) || waits;
    const differing = drift.map(({ entry }) => entry);
    await this.reconciliations.markRepaired(manager, id, { subject, prefix }, differing, this.clock.now());
    return took(search, compared, waits);
  }

  /** Names one difference, once; true where sending again can mend it. What nobody here knows is never deleted there. */
  async #name(
    manager: EntityManager,
    id: string,
    partner: string,
    records: ExchangedRecords,
    { kind, entry }: Drift,
  ): Promise<boolean> {
    const { jti, ver, dig } = entry;
    const { subject } = records;
    const foundAt = this.clock.now();
    const drift = { subject, jti, ver, digest: dig, kind, foundAt };
    if (!(await this.reconciliations.nameDrift(manager, id, drift))) return kind === 'missing';
    this.logger.warn('reconciliation.drift', {
      reconciliation: id,
      partner,
      subject,
      jti,
      version: ver,
      kind,
    });
    await this.records.evidence(manager, 'drift', { jti, version: ver, partner, digest: dig, reason: kind });
    return kind === 'missing' && (await records.resend(manager, partner, entry));
  }

  async #end(manager: EntityManager, running: Running): Promise<void> {
    const { id, partner, search } = running;
    const { found, standing } = await this.reconciliations.countDrift(manager, id);
    const result = resultOf(search, standing);
    const endedAt = this.clock.now();
    await this.reconciliations.update(manager, { ...running, state: result, endedAt, drift: found });
    await this.control.send(manager, partner, {
      ctl: 'reconciliation.digest',
      rec: id,
      asof: search.asOf,
      ranges: [],
      upto: await this.links.releasedUpTo(partner, manager),
      end: { result, drift: found },
    });
    await this.records.evidence(manager, 'reconciled', {
      partner,
      digest: digest(canonicalBytes({ id, partner, result, drift: found, asOf: search.asOf })),
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
    const before = this.states.overdueBefore(agreements, now);
    let overdue = 0;
    for (const records of this.exchanged) {
      for (const entry of await records.unanswered(partner, before, now, MOST_UNANSWERED)) {
        overdue += 1;
        await records.resend(manager, partner, entry);
      }
    }
    if (overdue > 0) return;
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

  /** Readings run outside the transaction, so that one that fails does not take it along. */
  async #read<T>(id: string, reading: () => Promise<T>): Promise<T | null> {
    try {
      return await reading();
    } catch (error) {
      this.logger.failure('reconciliation.page-failed', error, { reconciliation: id });
      return null;
    }
  }
}

function resultOf(search: Search, standing: number): ReconciliationResult {
  if (search.compared === 0) return 'failed';
  return isDone(search) && standing === 0 ? 'complete' : 'partial';
}
