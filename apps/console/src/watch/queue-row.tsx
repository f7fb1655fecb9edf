import { label } from '@passerelle/exchange-model';
import type { NotificationItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { officer } from '../session/session.js';
import { now } from '../time/clock.js';
import { clock } from '../time/format.js';
import { PriorityMark } from '../ui/priority-mark.js';
import { priorityOf } from '../ui/priority.js';
import { Age } from '../ui/time.js';
import { Countdown } from './countdown.js';
import { isPending } from './pending.js';
import { isReal, isUntaken } from './queue-order.js';

/** One case: its priority, what it is, how old, who has it or what happens next. */
export function QueueRow({ item, open }: { item: NotificationItem; open: boolean }) {
  const isWaiting = isUntaken(item);
  const tone = isReal(item) ? `p${priorityOf(item)}` : 'drill';
  const kind = `row ${tone} ${isWaiting ? 'untaken' : 'taken'}${item.withdrawn ? ' withdrawn' : ''}`;
  return (
    <li>
      <a class={kind} href={`/watch/${item.notificationId}`} aria-current={open ? 'true' : undefined}>
        <span class="row-first">
          <span class="row-mark">
            <PriorityMark priority={priorityOf(item)} status={item.status} hollow={!isWaiting} />
          </span>
          <span class="row-what">{label('category', item.category, lang.value)}</span>
          <span class="row-age">
            <Age since={item.receivedAt} />
          </span>
        </span>
        <span class="row-second">
          {hasSeveralPartners() && <span>{nation(item.origin)}</span>}
          {item.version > 1 && <span class="num">{t('watch.versionShort', { n: item.version })}</span>}
          <RowState item={item} />
        </span>
      </a>
    </li>
  );
}

/** Where there is one partner, every alert is theirs. */
const hasSeveralPartners = (): boolean => (officer.value?.partners.length ?? 0) > 1;

function RowState({ item }: { item: NotificationItem }) {
  if (isPending(item.notificationId)) return <strong>{t('watch.notYetSent')}</strong>;
  if (item.withdrawn) return <strong>{t('watch.withdrawn')}</strong>;
  if (item.state === 'acknowledged') return <span>{takenText(item)}</span>;
  return (
    <>
      <strong>{t('watch.untaken')}</strong>
      {item.level !== 'desk' && <span>{label('level', item.level, lang.value)}</span>}
      <Countdown item={item} />
    </>
  );
}

/** `Taken by you at 14:06`, `Taken by desk2 at 14:06`. */
export function takenText({ acknowledgedBy, acknowledgedAt }: NotificationItem): string {
  const at = clock(acknowledgedAt ?? now.value);
  return acknowledgedBy === officer.value?.subject
    ? t('watch.takenByYou', { t: at })
    : t('watch.takenBy', { who: acknowledgedBy ?? '?', t: at });
}
