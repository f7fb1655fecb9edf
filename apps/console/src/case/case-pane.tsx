import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { clock } from '../time/format.js';
import { problemText } from '../ui/problem-text.js';
import { findAgain, notification, queueState } from '../watch/queue.js';
import { ActionBar } from './action-bar.js';
import { type CaseContent, CaseReader } from './case-content.js';
import { CaseHead } from './case-head.js';
import { useDisplayReceipt } from './display.js';
import { Instruction } from './instruction.js';
import { Received } from './received.js';
import { Receipts } from './receipts.js';
import { Timeline } from './timeline.js';
import { WithheldGroups } from './withheld-groups.js';
import './case.css';

/** One case: what to do first, then what is known and what is kept back, then what happened; acting on it at the end. */
export function CasePane({ notificationId }: { notificationId: string }) {
  const item = notification(notificationId);
  const isKnown = item !== undefined;
  const isMissing = useSignal(false);
  useEffect(() => {
    if (isKnown || queueState.value.state === 'loading') return;
    void findAgain(notificationId).then((answer) => (isMissing.value = !answer.ok));
  }, [notificationId, isKnown, queueState.value.state]);
  if (item) return <OpenCase item={item} />;
  return (
    <section class="case lone-note">
      <p class="quiet">{isMissing.value ? t('caseFile.unknown') : t('shell.loading')}</p>
      <a href="/watch">{t('caseFile.back')}</a>
    </section>
  );
}

function OpenCase({ item }: { item: NotificationItem }) {
  const reader = useMemo(() => new CaseReader(), []);
  const { version, withdrawn, state } = item;
  useEffect(() => void reader.read(item), [version, withdrawn, state]);
  useEffect(() => () => reader.stop(), []);
  const now = reader.state.value;
  const content = now.state === 'shown' ? now.content : null;
  return (
    <article class={withdrawn ? 'case withdrawn' : 'case'} aria-labelledby="case-title">
      <a class="case-back" href="/watch">
        {t('caseFile.back')}
      </a>
      <CaseHead item={item} />
      {now.state === 'loading' && <p class="quiet">{t('caseFile.loading')}</p>}
      {now.state === 'failed' && (
        <Failed
          why={now.problem ? problemText(now.problem) : undefined}
          onRetry={() => void reader.read(item)}
        />
      )}
      {content && <Content item={item} content={content} />}
      <ActionBar item={item} isShown={content !== null} />
    </article>
  );
}

function Content({ item, content }: { item: NotificationItem; content: CaseContent }) {
  const { alert, receipts, keptAt } = content;
  useDisplayReceipt(item);
  return (
    <>
      {keptAt !== null && <p class="notice caution">{t('caseFile.kept', { t: clock(keptAt) })}</p>}
      <div class="case-content">
        <Instruction alert={alert} />
        <Received alert={alert} />
      </div>
      {!item.withdrawn && item.state !== 'closed' && <Report notificationId={item.notificationId} />}
      <WithheldGroups withheld={alert.withheld ?? []} origin={alert.origin} />
      <Timeline item={item} />
      <Receipts receipts={receipts} />
    </>
  );
}

/** What somebody here saw of it, on the page that a post uses. */
function Report({ notificationId }: { notificationId: string }) {
  return (
    <p>
      <a class="button" href={`/post/${notificationId}`}>
        {t('caseFile.report')}
      </a>
    </p>
  );
}

function Failed({ why, onRetry }: { why: string | undefined; onRetry: () => void }) {
  return (
    <div class="notice grave" role="alert">
      <p>{why ? t('caseFile.refused', { why }) : t('caseFile.unreachable')}</p>
      <button type="button" class="button" onClick={onRetry}>
        {t('shell.retry')}
      </button>
    </div>
  );
}
