import { type KafkaClient, StoppedByAlarm } from '@passerelle/kafka';
import { isOutside, type LogPosition, type Position } from './position.js';
import type { LinkSource, SourcePartition } from './source.js';
import { startingPoint } from './starting-point.js';
import { Transactions } from './transactions.js';

export interface ResumeOptions {
  /** what the link reads */
  source: Pick<LinkSource, 'open'>;
  /** the cluster its positions are in */
  destination: KafkaClient;
  transactionalIdPrefix: string;
  positionTopic: string;
  partition: number;
}

/** One log whose position moved. */
export interface ResumedLog {
  log: string;
  /** where the link stood, in the log as it was then */
  from: bigint;
  /** the oldest record that is still there */
  to: bigint;
}

/**
 * An operator's way on for a link that stopped because its position lies outside its source: overtaken by retention,
 * truncated or recreated. Writes a new position at the start of each such log, under the link's own transactional id, so
 * that a link that still runs is fenced first. Sequences go on; what was lost shows as a gap and is found by the
 * reconciliation. Nothing moves a position that the source still holds.
 *
 * @throws Error where there is no position (that is a first run) or none lies outside
 */
export async function resumeFromLogStart(options: ResumeOptions): Promise<ResumedLog[]> {
  return opened(options, async (source, transactions) => {
    const { stored } = transactions;
    if (!stored) throw new Error('no position is stored: that is a first run, not a resumption');
    const logs = new Map<string, LogPosition>(stored.logs);
    const moved: ResumedLog[] = [];
    for (const { log, known, bounds } of await outsideOf(source, stored)) {
      logs.set(log, { incarnation: bounds.incarnation, nextOffset: bounds.low, last: null });
      moved.push({ log, from: known?.nextOffset ?? 0n, to: bounds.low });
    }
    if (moved.length === 0) throw new Error('the source holds every position: there is nothing to resume');
    await transactions.commit([], { ...stored, logs });
    return moved;
  });
}

/**
 * Whether a link has a position, and whether it could go on from there: `outside` where its opening would raise an alarm,
 * also because the source holds another record there. Fences a link that still runs.
 */
export async function standingOf(options: ResumeOptions): Promise<'none' | 'inside' | 'outside'> {
  return opened(options, async (source, { stored }) => {
    if (!stored) return 'none';
    try {
      await startingPoint(source, stored, { firstRun: true, acceptIncarnations: [] });
      return 'inside';
    } catch (error) {
      if (error instanceof StoppedByAlarm) return 'outside';
      throw error;
    }
  });
}

async function opened<T>(
  { source, destination, transactionalIdPrefix, positionTopic, partition }: ResumeOptions,
  work: (source: SourcePartition, transactions: Transactions) => Promise<T>,
): Promise<T> {
  const read = await source.open(partition);
  const transactions = await Transactions.open({
    kafka: destination,
    transactionalId: `${transactionalIdPrefix}.${partition}`,
    positionTopic,
    partition,
  });
  try {
    return await work(read, transactions);
  } finally {
    await transactions.close();
    await read.close();
  }
}

async function outsideOf(source: SourcePartition, stored: Position) {
  const logs = await Promise.all(
    source.logs.map(async (log) => ({ log, known: stored.logs.get(log), bounds: await source.bounds(log) })),
  );
  return logs.filter(({ known, bounds }) => !known || isOutside(known, bounds));
}
