import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { onChange, onReceipt } from '../live/live.js';
import { problemText } from '../ui/problem-text.js';
import { journal, JOURNAL_HOURS, type JournalHours, loadJournal } from './journal.js';
import { JournalLine } from './journal-line.js';
import './journal.css';

const SETTLE_MS = 800;

/** What needed no answer, and what was answered: everything that happened here, without a sound. */
export default function JournalPage() {
  const hours = useSignal<JournalHours>(12);
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
      <ol class="journal sheet">
        {now.entries.map((entry) => (
          <JournalLine key={`${entry.seq}${entry.kind}${entry.alertId ?? ''}`} entry={entry} />
        ))}
      </ol>
      {now.isCut && <p class="quiet">{t('journal.cut')}</p>}
    </>
  );
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
