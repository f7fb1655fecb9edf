import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { loadAgreements } from '../api/clauses.js';
import type { JournalEntry } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { onChange, onReceipt } from '../live/live.js';
import { day } from '../time/format.js';
import { problemText } from '../ui/problem-text.js';
import { journal, JOURNAL_HOURS, type JournalHours, loadJournal } from './journal.js';
import { JournalLine } from './journal-line.js';
import './journal.css';

const SETTLE_MS = 800;

/** What needed no answer, and what was answered: everything that happened here, without a sound. */
export default function JournalPage() {
  const hours = useSignal<JournalHours>(12);
  useEffect(() => void loadAgreements(), []);
  useEffect(() => {
    void loadJournal(hours.value);
    return followChanges(() => void loadJournal(hours.value));
  }, [hours.value]);
  return (
    <div class="page stack">
      <div class="journal-head">
        <div>
          <h1>{t('shell.journal')}</h1>
          <p class="quiet">{t('journal.about')}</p>
        </div>
        <div class="segments" role="group" aria-label={t('journal.period')}>
          {JOURNAL_HOURS.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === hours.value}
              onClick={() => (hours.value = choice)}
            >
              {t('journal.hours', { n: choice })}
            </button>
          ))}
        </div>
      </div>
      <Entries onRetry={() => void loadJournal(hours.value)} />
    </div>
  );
}

function Entries({ onRetry }: { onRetry: () => void }) {
  const now = journal.value;
  if (now.state === 'loading') return <p class="quiet">{t('shell.loading')}</p>;
  if (now.state === 'failed') {
    return (
      <div class="notice grave" role="alert">
        <p>
          {now.problem ? t('journal.refused', { why: problemText(now.problem) }) : t('journal.unreachable')}
        </p>
        <button type="button" class="button" onClick={onRetry}>
          {t('shell.retry')}
        </button>
      </div>
    );
  }
  if (now.entries.length === 0) return <p class="sheet">{t('journal.empty')}</p>;
  return (
    <>
      {byDay(now.entries).map(([date, entries]) => (
        <section key={date} class="stack" aria-label={date}>
          <h2>{date}</h2>
          <ol class="journal sheet">
            {entries.map((entry) => (
              <JournalLine key={`${entry.seq}${entry.kind}${entry.alertId ?? ''}`} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {now.isCut && <p class="quiet">{t('journal.cut')}</p>}
    </>
  );
}

/** Consecutive entries of a day, under the day's name. */
function byDay(entries: readonly JournalEntry[]): [date: string, entries: JournalEntry[]][] {
  const days = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const date = day(entry.at, lang.value);
    days.set(date, [...(days.get(date) ?? []), entry]);
  }
  return [...days];
}

/** A flood of changes is read once it has settled. */
function followChanges(read: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(read, SETTLE_MS);
  };
  const stops = [onChange(soon), onReceipt(soon)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
