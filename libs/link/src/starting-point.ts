import { type LogBounds, NotNow } from '@passerelle/kafka';
import { alarm } from './alarms.js';
import { recordDigest, type LogPosition, type Position } from './position.js';
import type { SourcePartition } from './source.js';

export interface StartingRules {
  /** an operator said that there is no position yet: begin at the oldest record */
  firstRun: boolean;
  /** incarnations an operator accepted after an alarm: begin at their oldest record, sequences go on */
  acceptIncarnations: readonly string[];
}

/**
 * Where to go on in every log of the source. Stops with an alarm where going on could lose something or where
 * somebody else moved the position: missing, other incarnation, outside the log, not after the record it names.
 */
export async function startingPoint(
  source: SourcePartition,
  stored: Position | null,
  rules: StartingRules,
): Promise<Position> {
  const logs = new Map<string, LogPosition>();
  for (const log of source.logs) {
    const bounds = await source.bounds(log);
    const known = stored?.logs.get(log);
    const begin = begins(log, known, bounds, rules);
    logs.set(log, begin);
    if (begin === known) await checkLastRecord(source, log, known, bounds);
  }
  return { logs, sequences: stored?.sequences ?? new Map() };
}

function begins(
  log: string,
  known: LogPosition | undefined,
  bounds: LogBounds,
  rules: StartingRules,
): LogPosition {
  const oldest = { incarnation: bounds.incarnation, nextOffset: bounds.low, last: null };
  if (!known) {
    if (rules.firstRun) return oldest;
    throw alarm('PSR_LINK_POSITION_MISSING', 'no position is stored and this is no first run', { log });
  }
  const { nextOffset, incarnation } = known;
  if (incarnation !== bounds.incarnation) {
    if (rules.acceptIncarnations.includes(bounds.incarnation)) return oldest;
    throw alarm('PSR_LINK_SOURCE_RECREATED', 'the source was recreated or restored', {
      log,
      stored: incarnation,
      found: bounds.incarnation,
    });
  }
  if (nextOffset > bounds.high) {
    throw alarm('PSR_LINK_POSITION_AHEAD', 'the position lies beyond the source', {
      log,
      nextOffset,
      high: bounds.high,
    });
  }
  if (nextOffset < bounds.low) {
    throw alarm('PSR_LINK_POSITION_OVERTAKEN', 'the source no longer holds what comes next', {
      log,
      nextOffset,
      low: bounds.low,
    });
  }
  return known;
}

const SOME = 100;
/** reads in a row that bring nothing, although the source said it holds the offsets */
const PATIENCE = 20;

/**
 * Between the last carried record and the next offset the source must hold no record, only markers and aborted
 * ones; and the last one, where it is still there, must be the one we carried. A moved position fails one of both,
 * unless it goes back to an older true one, which only repeats.
 */
async function checkLastRecord(
  source: SourcePartition,
  log: string,
  { last, nextOffset }: LogPosition,
  bounds: LogBounds,
): Promise<void> {
  const from = last && last.offset > bounds.low ? last.offset : bounds.low;
  let seen = last === null || last.offset < bounds.low;
  let idle = 0;
  for (let next = from; next < nextOffset;) {
    if (idle > PATIENCE) throw new NotNow('the source does not show what it holds before the position');
    const read = await source.read(new Map([[log, next]]), SOME);
    for (const record of read.records.filter((record) => record.offset < nextOffset)) {
      const isLast = record.offset === last?.offset && recordDigest(record) === last.digest;
      if (!isLast) throw moved(log, nextOffset, record.offset);
      seen = true;
    }
    const reached = read.next.get(log) ?? next;
    idle = reached === next ? idle + 1 : 0;
    next = reached;
  }
  if (!seen) throw moved(log, nextOffset, last?.offset ?? nextOffset);
}

const moved = (log: string, nextOffset: bigint, offset: bigint): Error =>
  alarm('PSR_LINK_POSITION_MOVED', 'the position does not follow the record this link carried last', {
    log,
    nextOffset,
    offset,
  });
