import { type ComparedRange, MAX_RANGE_ENTRIES, type RangeDigest } from '@passerelle/exchange-model';
import type { ExchangedRecords } from './exchanged-records.js';

/**
 * The receiver's answer: each range of the question held against what is stored here. Ranges that no longer fit are
 * left out and will be asked for again; one that cannot be read is `failed`, never `same`.
 */
export async function compareRanges(
  all: readonly ExchangedRecords[],
  partner: string,
  asked: readonly RangeDigest[],
  asOf: Date,
  onError: (error: unknown) => void,
): Promise<ComparedRange[]> {
  const answer: ComparedRange[] = [];
  let room = MAX_RANGE_ENTRIES;
  for (const digest of asked) {
    try {
      const compared = await compareRange(all, partner, digest, asOf, room);
      if (compared === null) continue;
      room -= compared.entries?.length ?? 0;
      answer.push(compared);
    } catch (error) {
      onError(error);
      answer.push({ range: digest.range, verdict: 'failed' });
    }
  }
  return answer;
}

async function compareRange(
  all: readonly ExchangedRecords[],
  partner: string,
  { range, count, dig }: RangeDigest,
  asOf: Date,
  room: number,
): Promise<ComparedRange | null> {
  const [subject, prefix] = partsOf(range);
  const records = all.find((each) => each.subject === subject);
  if (!records) return { range, verdict: 'failed' };
  const stored = await records.stored.digest(partner, prefix, asOf);
  if (stored.count === count && stored.dig === dig) return { range, verdict: 'same' };
  if (Math.max(stored.count, count) > MAX_RANGE_ENTRIES) return { range, verdict: 'split' };
  if (stored.count > room) return null;
  const entries = await records.stored.entries(partner, prefix, asOf);
  return entries.length > room ? null : { range, verdict: 'list', entries };
}

/** `alert:3f` → `alert` and `3f`. */
export function partsOf(range: string): [subject: string, prefix: string] {
  const [subject = '', prefix = ''] = range.split(':');
  return [subject, prefix];
}
