import { useRef } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { lastNewsAt } from '../live/live.js';
import { clock } from '../time/format.js';
import type { NotificationItem } from '../api/types.js';
import { problemText } from '../ui/problem-text.js';
import { drills, notShown, queue, queueState, refreshQueue, untaken } from './queue.js';
import { isReal } from './queue-order.js';
import { QueueRow } from './queue-row.js';

const DRILLS_SHOWN = 3;

/** Everything open. Arrow keys move between the rows; each row is a link and stands for one case. */
export function QueuePane({ openId }: { openId: string | undefined }) {
  const list = useRef<HTMLDivElement>(null);
  const real = queue.value.filter(isReal);
  return (
    <section class="queue" aria-label={t('watch.queue')}>
      <div class="queue-head">
        <h2>{t('watch.queue')}</h2>
        <p class="quiet small num">
          {t('watch.counts', { untaken: untaken.value.length, all: real.length })}
        </p>
      </div>
      <QueueNotice />
      <div ref={list} onKeyDown={(event) => moveFocus(event, list.current)}>
        <Rows items={real} openId={openId} />
        <Drills openId={openId} />
      </div>
      {notShown.value > 0 && <p class="queue-more quiet">{t('watch.more', { n: notShown.value })}</p>}
    </section>
  );
}

interface RowsProperties {
  items: readonly NotificationItem[];
  openId: string | undefined;
}

function Rows({ items, openId }: RowsProperties) {
  if (items.length === 0) return null;
  return (
    <ul>
      {items.map((item) => (
        <QueueRow key={item.notificationId} item={item} open={item.notificationId === openId} />
      ))}
    </ul>
  );
}

/** A few exercises stand at the end of the queue; many are folded away, so that nothing real is lost among them. */
function Drills({ openId }: { openId: string | undefined }) {
  const items = drills.value;
  if (items.length <= DRILLS_SHOWN) return <Rows items={items} openId={openId} />;
  const isOpen = items.some(({ notificationId }) => notificationId === openId);
  return (
    <details class="drills" open={isOpen}>
      <summary>{t('watch.drills', { n: items.length })}</summary>
      <Rows items={items} openId={openId} />
    </details>
  );
}

/** What there is to say when there are no rows, or when the rows may be out of date. */
function QueueNotice() {
  const now = queueState.value;
  const isEmpty = untaken.value.length === 0;
  if (now.state === 'loading') return <p class="queue-notice quiet">{t('watch.loading')}</p>;
  if (now.state === 'failed') {
    return (
      <div class="queue-notice stack" role="alert">
        <p>{now.problem ? t('watch.refused', { why: problemText(now.problem) }) : t('watch.unreachable')}</p>
        <div>
          <button type="button" class="button" onClick={() => void refreshQueue()}>
            {t('shell.retry')}
          </button>
        </div>
      </div>
    );
  }
  if (now.state === 'kept') {
    return <p class="queue-notice caution">{t('watch.kept', { t: clock(now.at) })}</p>;
  }
  return isEmpty ? (
    <p class="queue-notice">
      {lastNewsAt.value === null
        ? t('watch.nothing')
        : t('watch.nothingSince', { t: clock(lastNewsAt.value) })}
    </p>
  ) : null;
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !list) return;
  const rows = [...list.querySelectorAll<HTMLElement>('a, summary')].filter((row) => !isFolded(row));
  const here = rows.findIndex((row) => row === document.activeElement);
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
  event.preventDefault();
  next?.focus();
}

const isFolded = (row: HTMLElement): boolean =>
  row.tagName !== 'SUMMARY' && row.closest('details:not([open])') !== null;
