import type { KafkaClient } from '@passerelle/kafka';
import { isOutside, type LogPosition } from './position.js';
import type { LinkSource } from './source.js';
import { Transactions } from './transactions.js';

export interface ResumeOptions {
  /** what the link reads; only opened, not joined */
  source: LinkSource;
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
  const { source, destination, transactionalIdPrefix, positionTopic, partition } = options;
  const opened = await source.open(partition);
  const transactions = await Transactions.open({
    kafka: destination,
    transactionalId: `${transactionalIdPrefix}.${partition}`,
    positionTopic,
    partition,
  });
  try {
    const { stored } = transactions;
    if (!stored) throw new Error('no position is stored: that is a first run, not a resumption');
    const logs = new Map<string, LogPosition>(stored.logs);
    const moved: ResumedLog[] = [];
    for (const log of opened.logs) {
      const known = stored.logs.get(log);
      const bounds = await opened.bounds(log);
      if (known && !isOutside(known, bounds)) continue;
      logs.set(log, { incarnation: bounds.incarnation, nextOffset: bounds.low, last: null });
      moved.push({ log, from: known?.nextOffset ?? 0n, to: bounds.low });
    }
    if (moved.length === 0) throw new Error('the source holds every position: there is nothing to resume');
    await transactions.commit([], { ...stored, logs });
    return moved;
  } finally {
    await transactions.close();
    await opened.close();
  }
}
