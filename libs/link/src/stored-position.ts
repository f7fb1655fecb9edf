import { NotNow, type PartitionReader } from '@passerelle/kafka';
import { decodePosition, type Position } from './position.js';
import { POSITION_KEY, SEARCHED } from './position-log.js';

const READ_WAIT = 100;
/** Longer than a predecessor's open transaction lives that nobody ends. */
const PATIENCE = 60_000;

/**
 * The position that was committed last when it was asked, without a barrier and so without fencing who writes it: reads
 * until everything before the end of the log is either committed or aborted. null where there is none.
 */
export async function storedPosition(reader: PartitionReader, topic: string): Promise<Position | null> {
  const { low } = await reader.bounds(topic);
  const { end } = (await reader.fetch(new Map([[topic, low]]), READ_WAIT)).get(topic)!;
  for (const offsets of SEARCHED) {
    if (end - offsets <= low) break;
    const found = await lastBefore(reader, topic, end - offsets, end);
    if (found) return found;
  }
  return lastBefore(reader, topic, low, end);
}

async function lastBefore(
  reader: PartitionReader,
  topic: string,
  from: bigint,
  end: bigint,
): Promise<Position | null> {
  const deadline = performance.now() + PATIENCE;
  let found: Buffer | null | undefined;
  for (let next = from; next < end;) {
    if (performance.now() > deadline) throw new NotNow('a transaction before the end of the log stays open');
    const fetched = (await reader.fetch(new Map([[topic, next]]), READ_WAIT)).get(topic)!;
    for (const { key, value } of fetched.records) if (key === POSITION_KEY) found = value;
    next = fetched.next;
  }
  return found === undefined ? null : decodePosition(found);
}
