import { label } from '@passerelle/exchange-model';
import { computed, useSignal } from '@preact/signals';
import type { NotificationItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { officer } from '../session/session.js';
import { now } from '../time/clock.js';
import { clock, minutesAndSeconds } from '../time/format.js';
import { Identifier, shortNumber } from '../ui/identifier.js';
import { queue } from '../watch/queue.js';
import { perform } from './perform.js';
import './undo-strip.css';

const UNDO_MS = 60_000;

/** What this officer took within the last minute, newest first. */
const justTaken = computed(() =>
  queue.value
    .filter((item) => item.state === 'acknowledged' && item.acknowledgedBy === officer.value?.subject)
    .filter((item) => !item.withdrawn && timeLeft(item) > 0)
    .sort((one, other) => Date.parse(other.acknowledgedAt ?? '') - Date.parse(one.acknowledgedAt ?? '')),
);

function timeLeft({ acknowledgedAt }: NotificationItem): number {
  return Date.parse(acknowledgedAt ?? '') + UNDO_MS - now.value;
}

/** For a minute, on every page: taking charge can be undone without a reason. The sender is told both. */
export function UndoStrip() {
  if (justTaken.value.length === 0) return null;
  return (
    <section class="undo-strip" aria-label={t('watch.undoTitle')}>
      {justTaken.value.map((item) => (
        <Undo key={item.notificationId} item={item} />
      ))}
    </section>
  );
}

function Undo({ item }: { item: NotificationItem }) {
  const busy = useSignal(false);
  const undo = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    await perform(item, 'hand-back');
    busy.value = false;
  };
  return (
    <p>
      <span role="status">
        {t('watch.undoOf', { t: clock(item.acknowledgedAt ?? now.value) })}{' '}
        <a href={`/watch/${item.notificationId}`}>{label('category', item.category, lang.value)}</a>{' '}
        <Identifier>{shortNumber(item.originAlertId)}</Identifier>
      </span>
      <button type="button" class="button" aria-disabled={busy.value} onClick={() => void undo()}>
        {t('watch.undo')}
        <TimeLeft item={item} />
      </button>
    </p>
  );
}

/** Not read out: it changes every second. */
function TimeLeft({ item }: { item: NotificationItem }) {
  return (
    <span class="num" aria-hidden="true">
      {minutesAndSeconds(timeLeft(item))}
    </span>
  );
}
