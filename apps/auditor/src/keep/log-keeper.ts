import { EvidenceError, formatLeaf, type LogFiles, type NoteSigner } from '@passerelle/evidence';
import {
  describeError,
  type EventLogger,
  jittered,
  type KafkaClient,
  keepOpen,
  sleep,
  StoppedByAlarm,
} from '@passerelle/kafka';
import { EvidenceTopic, type Piece } from './evidence-topic.js';
import { Handover } from './handover.js';
import { KeptLog } from './kept-log.js';
import { leafOfRecord, UNREADABLE } from './leaf-of-record.js';
import type { Positions } from './positions.js';

export interface LogKeeperOptions {
  kafka: KafkaClient;
  /** The nation's evidence topic. */
  topic: string;
  nation: string;
  /** The folder of the log and of the positions beside it. */
  files: LogFiles;
  signer: NoteSigner;
  /** An operator says that no log was ever begun; without it a missing one is an alarm. */
  firstRun: boolean;
  logger: EventLogger;
  clock: { now(): Date };
  /** For jitter, [0, 1); default Math.random. */
  random?: () => number;
  /** Milliseconds to rest after a checkpoint; default a second. */
  pace?: number;
}

export interface LogKeeperHealth {
  state: 'starting' | 'running' | 'retrying' | 'alarm' | 'stopped';
  reason?: string;
}

/** What is known of the log, for metrics. */
export interface LogFigures {
  size: number;
  /** When this process signed a checkpoint last. */
  signedAt: Date | null;
  /** Written to the topic and not in the log yet; marks of transactions count, too. */
  behind: number;
}

/** More leaves than this wait for the next checkpoint. */
const MOST_AT_ONCE = 4_096;
/** With a batch of this size there is more to come: no rest. */
const CATCHING_UP = 1_024;
const PACE_MS = 1_000;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 15_000;

/**
 * Writes the evidence of a nation into its transparency log: each committed record is a leaf exactly once, those of a
 * partition in their order. After any error it forgets everything and opens topic and log again; what no retry mends
 * stops it with an alarm, so that nothing is skipped and nothing told twice.
 */
export class LogKeeper {
  health: LogKeeperHealth = { state: 'starting' };
  readonly #figures: LogFigures = { size: 0, signedAt: null, behind: 0 };
  readonly #abort = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(private readonly options: LogKeeperOptions) {}

  get figures(): Readonly<LogFigures> {
    return this.#figures;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { clock, random = Math.random } = this.options;
    const reopening = {
      attempt: (signal: AbortSignal) => this.#attempt(signal),
      delay: jittered(random, FIRST_DELAY, LONGEST_DELAY),
      onError: (error: Error, delay: number) => this.#noteError(error, delay),
      now: () => clock.now().getTime(),
    };
    try {
      await keepOpen(reopening, this.#abort.signal);
      this.health = { state: 'stopped' };
    } catch (error) {
      this.#noteAlarm(error as StoppedByAlarm);
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const { kafka, topic } = this.options;
    const evidence = await EvidenceTopic.open(kafka, topic);
    try {
      const log = await this.#openLog(evidence);
      const from = evidence.continuing(log.positions);
      this.#figures.size = log.head.size;
      this.health = { state: 'running' };
      await this.#keep(evidence, log, from, signal);
    } finally {
      await evidence.close();
    }
  }

  async #openLog(evidence: EvidenceTopic): Promise<KeptLog> {
    const { files, signer, firstRun, logger } = this.options;
    const log = await KeptLog.open(files, signer);
    if (log) return log;
    if (!firstRun) throw new StoppedByAlarm('PSR_LOG_MISSING', 'there is no log, and this is no first run');
    logger.info('log.begun', { origin: signer.key.name });
    return await KeptLog.begin(files, signer, evidence.beginning);
  }

  /** Whichever of reading and writing fails ends the other, and nobody opens the log again before it has ended. */
  async #keep(evidence: EvidenceTopic, log: KeptLog, from: Positions, signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const either = AbortSignal.any([signal, ending.signal]);
    const handover = new Handover<Piece>();
    const work = [evidence.follow(from, handover, either), this.#write(log, from, handover, either)];
    try {
      await Promise.all(work);
    } finally {
      ending.abort();
      await Promise.allSettled(work);
    }
  }

  async #write(
    log: KeptLog,
    { topicId, next: from }: Positions,
    handover: Handover<Piece>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, pace = PACE_MS } = this.options;
    const next = [...from];
    const ends = new Map<number, bigint>();
    for (;;) {
      const pieces = await handover.take(isEnough, signal);
      if (pieces === null) return;
      const leaves = pieces.flatMap(({ records }) => records.map((record) => this.#leafOf(record)));
      for (const piece of pieces) {
        next[piece.partition] = piece.next;
        ends.set(piece.partition, piece.end);
      }
      if (leaves.length > 0) {
        this.#figures.size = (await log.append(leaves, { topicId, next: [...next] })).size;
        this.#figures.signedAt = clock.now();
      }
      this.#figures.behind = behind(next, ends);
      if (leaves.length > 0 && leaves.length < CATCHING_UP) await sleep(pace, signal);
    }
  }

  #leafOf(record: Piece['records'][number]): Buffer {
    const { topic, partition, offset } = record;
    const leaf = leafOfRecord(record, this.options.nation);
    if (leaf.kind === UNREADABLE)
      this.options.logger.error('evidence.unreadable', { topic, partition, offset: String(offset) });
    return formatLeaf(leaf);
  }

  #noteError(error: Error, delay: number): void {
    const reason = error instanceof EvidenceError ? error.message : describeError(error);
    this.health = { state: 'retrying', reason };
    this.options.logger.warn('log.reopens', { reason, delay });
  }

  #noteAlarm({ code, message, details }: StoppedByAlarm): void {
    this.health = { state: 'alarm', reason: code };
    this.options.logger.error('log.alarm', { topic: this.options.topic, code, message, ...details });
  }
}

function isEnough(pieces: readonly Piece[]): boolean {
  return pieces.reduce((sum, { records }) => sum + records.length, 0) >= MOST_AT_ONCE;
}

function behind(next: readonly bigint[], ends: ReadonlyMap<number, bigint>): number {
  const each = [...ends].map(([partition, end]) => end - (next[partition] ?? 0n));
  return Number(each.reduce((sum, records) => sum + (records > 0n ? records : 0n), 0n));
}
