import { signal } from '@preact/signals';
import { readJournal } from '../api/desk.js';
import type { Problem } from '../api/http.js';
import type { JournalEntry } from '../api/types.js';
import { deskTime } from '../time/clock.js';

export const JOURNAL_HOURS = [1, 12, 24] as const;
export type JournalHours = (typeof JOURNAL_HOURS)[number];

export type JournalState =
  | { state: 'loading' }
  | { state: 'read'; entries: readonly JournalEntry[]; isCut: boolean }
  | { state: 'failed'; problem: Problem | null };

/** So many lines are read by a person; older ones are for the auditor. */
const MOST_ENTRIES = 400;
const MOST_PAGES = 60;

export const journal = signal<JournalState>({ state: 'loading' });

/** The list comes oldest first; the newest are kept, newest first. What is on the screen stays there while it is read again. */
export async function loadJournal(hours: JournalHours): Promise<void> {
  const since = new Date(deskTime() - hours * 3_600_000).toISOString();
  const entries: JournalEntry[] = [];
  let cursor: string | undefined;
  let isCut = false;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await readJournal({ since, ...(cursor !== undefined && { cursor }) });
    if (!answer.ok) {
      if (journal.peek().state !== 'read')
        journal.value = { state: 'failed', problem: answer.problem ?? null };
      return;
    }
    for (const entry of answer.body.items) entries.unshift(entry);
    isCut ||= entries.length > MOST_ENTRIES;
    entries.length = Math.min(entries.length, MOST_ENTRIES);
    cursor = answer.body.next ?? undefined;
    if (cursor === undefined) break;
  }
  journal.value = { state: 'read', entries, isCut };
}
