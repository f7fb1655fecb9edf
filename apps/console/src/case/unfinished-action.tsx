import type { Problem } from '../api/http.js';
import type { NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { items, remove, retry } from '../offline/outbox.js';
import { isUnsent } from '../offline/outbox-item.js';
import { clock } from '../time/format.js';
import { problemText } from '../ui/problem-text.js';
import { dismissUnfinished, unfinished } from './perform.js';

/** What became of the last action, where it did not simply succeed: who was faster, which rule refuses it, what waits. */
export function UnfinishedAction({ item: { notificationId } }: { item: NotificationItem }) {
  const last = unfinished.value.get(notificationId);
  if (last?.state === 'refused') {
    return (
      <Notice grave onDismiss={() => dismissUnfinished(notificationId)}>
        {refusalText(last.problem)}
      </Notice>
    );
  }
  if (last?.state === 'lost') {
    return (
      <Notice grave onDismiss={() => dismissUnfinished(notificationId)}>
        {t('caseFile.storageRefused')}
      </Notice>
    );
  }
  const waiting = items.value.filter((entry) => entry.subject === notificationId && isUnsent(entry));
  return (
    <>
      {waiting.map(({ id, label }) => (
        <div class="notice caution" role="status" key={id}>
          <p>
            {label}. {t('watch.notYetSent')}.
          </p>
          <div class="buttons">
            <button type="button" class="button" onClick={() => void retry(id)}>
              {t('shell.retry')}
            </button>
            <button type="button" class="button" onClick={() => void remove(id)}>
              {t('caseFile.giveUp')}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}

function Notice(properties: { grave?: boolean; children: string; onDismiss: () => void }) {
  return (
    <div class={properties.grave ? 'notice grave' : 'notice caution'} role="alert">
      <p>{properties.children}</p>
      <button type="button" class="button" onClick={properties.onDismiss}>
        {t('shell.close')}
      </button>
    </div>
  );
}

function refusalText(problem: Problem): string {
  const { code, takenBy, takenAt } = problem;
  if (code === 'PSR_NOTIFICATION_TAKEN' && takenBy && takenAt) {
    return t('caseFile.conflict', { who: takenBy, t: clock(takenAt) });
  }
  if (code === 'PSR_NOTIFICATION_CLOSED') return t('caseFile.alreadyClosed');
  if (code === 'PSR_NOT_IN_CHARGE') return t('caseFile.notInCharge');
  return t('caseFile.actionRefused', { why: problemText(problem) });
}
