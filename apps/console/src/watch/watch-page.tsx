import { useEffect } from 'preact/hooks';
import { CasePane } from '../case/case-pane.js';
import { t } from '../i18n/index.js';
import { navigate, path } from '../routing/router.js';
import type { PageProperties } from '../routing/routes.js';
import { queue, untaken } from './queue.js';
import { QueuePane } from './queue-pane.js';
import './watch.css';

/** The desk officer's home: what waits on one side, the case that is open on the other. */
export default function WatchPage({ parameters }: PageProperties) {
  const { notificationId } = parameters;
  useEffect(() => {
    document.documentElement.dataset['page'] = 'watch';
    return () => delete document.documentElement.dataset['page'];
  }, []);
  return (
    <div class={notificationId ? 'watch with-case' : 'watch'} onKeyDown={leaveOnEscape}>
      <h1 class="unseen">{t('shell.watch')}</h1>
      <QueuePane openId={notificationId} />
      {notificationId ? <CasePane key={notificationId} notificationId={notificationId} /> : <NoCase />}
    </div>
  );
}

/** Back to the queue, unless a dialog of the case has the key. */
function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (path.peek() === '/watch') return;
  const row = document.querySelector<HTMLElement>('.queue a[aria-current]');
  navigate('/watch');
  row?.focus();
}

function NoCase() {
  return (
    <section class="no-case" aria-label={t('watch.noCaseTitle')}>
      {queue.value.length > 0 && <p>{t('watch.noCase')}</p>}
      {untaken.value.length > 0 && (
        <p class="quiet">
          <kbd>F2</kbd> {t('watch.f2')}
        </p>
      )}
    </section>
  );
}
