import { label } from '@passerelle/exchange-model';
import type { NotificationItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { PriorityMark } from '../ui/priority-mark.js';
import { priorityOf } from '../ui/priority.js';
import { Identifier, shortNumber } from '../ui/identifier.js';
import { Age, Time } from '../ui/time.js';
import { Countdown } from '../watch/countdown.js';
import { isReal, isUntaken } from '../watch/queue-order.js';
import { takenText } from '../watch/queue-row.js';

/** What it is, whose it is, how it stands. An exercise says so in a line of its own that can not be overlooked. */
export function CaseHead({ item }: { item: NotificationItem }) {
  return (
    <header class="case-head">
      {!isReal(item) && (
        <p class="drill-line">{item.status === 'Exercise' ? t('caseFile.exercise') : t('caseFile.test')}</p>
      )}
      <p class="case-line">
        <PriorityMark priority={priorityOf(item)} status={item.status} hollow={!isUntaken(item)} />
        <Standing item={item} />
      </p>
      <h2 id="case-title" tabIndex={-1}>
        {label('category', item.category, lang.value)}
      </h2>
      <p class="case-line quiet">
        <span>{t('caseFile.from', { nation: nation(item.origin, 'from') })}</span>
        <span>
          {t('caseFile.receivedAt')} <Time at={item.receivedAt} zone />
        </span>
        <span class="num">{t('watch.version', { n: item.version })}</span>
        <span>
          {t('caseFile.number')} <Identifier>{shortNumber(item.originAlertId)}</Identifier>
        </span>
      </p>
    </header>
  );
}

function Standing({ item }: { item: NotificationItem }) {
  if (item.state === 'closed') {
    return (
      <span>
        {t('caseFile.closed', { outcome: label('outcome', item.outcome ?? '', lang.value) })}{' '}
        {item.closedAt && <Time at={item.closedAt} />}
      </span>
    );
  }
  if (item.state === 'acknowledged') return <span>{takenText(item)}</span>;
  return (
    <>
      {!item.withdrawn && (
        <strong>
          {t('watch.untaken')} · <Age since={item.receivedAt} />
        </strong>
      )}
      {item.level !== 'desk' && <span>{t(`caseFile.level_${item.level}`)}</span>}
      {!item.withdrawn && <Countdown item={item} />}
    </>
  );
}
