import { type ComparedRange, MAX_RANGE_ENTRIES, type RangeDigest } from '@passerelle/exchange-model';
import { withinSavepoint } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import type { ExchangedRecords } from './exchanged-records.js';

/**
 * The receiver's answer: each range of the question held against what is stored here. Ranges that no longer fit are
 * left out and will be asked for again; one that cannot be read is `failed`, never `same`.
 */
export async function compareRanges(
  manager: EntityManager,
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
      const compared = await withinSavepoint(manager, () =>
        compareRange(manager, all, partner, digest, asOf, room),
      );
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
  manager: EntityManager,
  all: readonly ExchangedRecords[],
  partner: string,
  { range, count, dig }: RangeDigest,
  asOf: Date,
  room: number,
): Promise<ComparedRange | null> {
  const [subject, prefix] = partsOf(range);
  const records = all.find((each) => each.subject === subject);
  if (!records) return { range, verdict: 'failed' };
  const held = await records.stored.digest(manager, partner, prefix, asOf);
  if (held.count === count && held.dig === dig) return { range, verdict: 'same', held };
  if (Math.max(held.count, count) > MAX_RANGE_ENTRIES) return { range, verdict: 'split' };
  if (held.count > room) return null;
  const entries = await records.stored.entries(manager, partner, prefix, asOf);
  return entries.length > room ? null : { range, verdict: 'list', entries };
}

/** `alert:3f` → `alert` and `3f`. */
export function partsOf(range: string): [subject: string, prefix: string] {
  const [subject = '', prefix = ''] = range.split(':');
  return [subject, prefix];
}

/** Is the range a whole subject? */
export const isWhole = (range: string): boolean => range.endsWith(':');
