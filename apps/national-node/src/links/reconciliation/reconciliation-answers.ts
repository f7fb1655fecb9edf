import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import type {
  RangeDigest,
  ReconciliationDigest,
  ReconciliationResult,
  StreamPlace,
} from '@passerelle/exchange-model';
import { LinkRepository, type Reconciliation, ReconciliationRepository } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../../records/node-records.js';
import { ControlMessages } from '../control-messages.js';
import { compareRanges } from './compare.js';
import { EXCHANGED_RECORDS, type ExchangedRecords } from './exchanged-records.js';
import { Reconciliations } from './reconciliations.js';

/** A partner that goes quiet in the middle leaves what it began uncompared. */
const QUIET_MS = 600_000;

/** Answers a partner that holds what it released against what we stored, and keeps how that ended. */
@Injectable()
export class ReconciliationAnswers {
  constructor(
    @Inject(EXCHANGED_RECORDS) private readonly exchanged: readonly ExchangedRecords[],
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(Reconciliations) private readonly own: Reconciliations,
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(ControlMessages) private readonly control: ControlMessages,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** `statement` is the partner's token, kept where it is the last word. */
  async asked(
    manager: EntityManager,
    partner: string,
    question: ReconciliationDigest,
    statement: string,
  ): Promise<void> {
    const isNew = await this.#note(manager, partner, question);
    const running = await this.reconciliations.lockRunning(manager, question.rec, 'in');
    if (running?.partner !== partner) return; // over, or not the partner's
    if (question.end) return this.#end(manager, running, question, statement);
    if (isNew && question.both) await this.own.start(manager, partner, false);
    await this.reconciliations.update(manager, { ...running, dueAt: this.#quietAt() });
    const behind = await this.#behind(manager, partner, question.upto ?? []);
    await this.control.send(manager, partner, {
      ctl: 'reconciliation.answer',
      rec: question.rec,
      ...(behind > 0 ? { ranges: [], behind } : { ranges: await this.#compare(manager, partner, question) }),
    });
  }

  /** Called when the partner has been quiet for too long. */
  async due(manager: EntityManager, running: Reconciliation): Promise<void> {
    await this.#conclude(manager, running, { result: 'failed', drift: 0, alike: [] });
  }

  async #note(manager: EntityManager, partner: string, { rec }: ReconciliationDigest): Promise<boolean> {
    return this.reconciliations.begin(manager, {
      id: rec,
      partner,
      direction: 'in',
      state: 'running',
      startedAt: this.clock.now(),
      endedAt: null,
      dueAt: this.#quietAt(),
      drift: 0,
      search: null,
    });
  }

  #quietAt(): Date {
    return new Date(this.clock.now().getTime() + QUIET_MS);
  }

  /** How many of the records that were released when the question was asked are still on their way. */
  async #behind(manager: EntityManager, partner: string, upto: readonly StreamPlace[]): Promise<number> {
    const streams = await this.links.streams(partner, manager);
    return upto.reduce((sum, { lane, partition, sequence }) => {
      const here = streams.find((stream) => stream.lane === lane && stream.partition === partition);
      const missing = BigInt(sequence) - (here?.sequence ?? -1n);
      return missing > 0n ? sum + Number(missing) : sum;
    }, 0);
  }

  #compare(manager: EntityManager, partner: string, { rec, ranges, asof }: ReconciliationDigest) {
    return compareRanges(manager, this.exchanged, partner, ranges, new Date(asof * 1000), (error) =>
      this.logger.failure('reconciliation.page-failed', error, { reconciliation: rec }),
    );
  }

  async #end(
    manager: EntityManager,
    running: Reconciliation,
    { end, upto = [] }: ReconciliationDigest,
    statement: string,
  ): Promise<void> {
    const { result, drift, alike = [] } = end!;
    for (const range of alike) await this.reconciliations.prove(manager, running.id, { ...range, statement });
    await this.#conclude(manager, running, { result, drift, alike });
    if (result !== 'complete') return;
    for (const place of upto) await this.links.closeGaps(manager, running.partner, place, this.clock.now());
  }

  async #conclude(
    manager: EntityManager,
    running: Reconciliation,
    { result, drift, alike }: { result: ReconciliationResult; drift: number; alike: readonly RangeDigest[] },
  ): Promise<void> {
    const { id, partner } = running;
    await this.reconciliations.update(manager, {
      ...running,
      state: result,
      endedAt: this.clock.now(),
      drift,
    });
    await this.records.evidence(manager, 'reconciled', {
      partner,
      digest: digest(canonicalBytes({ id, partner, result, drift, alike })),
      reason: `received-${result}`,
    });
    this.logger.info('reconciliation.heard-end', { reconciliation: id, partner, result, drift });
  }
}
