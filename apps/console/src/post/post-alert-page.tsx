import { label, type Sighting, SIGHTINGS } from '@passerelle/exchange-model';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { NotificationItem } from '../api/types.js';
import { CaseReader } from '../case/case-content.js';
import { useDisplayReceipt } from '../case/display.js';
import { Instruction } from '../case/instruction.js';
import { type Performed, perform } from '../case/perform.js';
import { Received } from '../case/received.js';
import '../case/case.css';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import type { PageProperties } from '../routing/routes.js';
import { Dialog } from '../ui/dialog.js';
import { PriorityMark } from '../ui/priority-mark.js';
import { priorityOf } from '../ui/priority.js';
import { Age } from '../ui/time.js';
import { notification, queueState } from '../watch/queue.js';
import '../ui/tile.css';
import './post.css';

/** One alert at a post: what to do, how it is recognised, and one thumb's reach to report it. */
export default function PostAlertPage({ parameters }: PageProperties) {
  const item = notification(parameters['notificationId'] ?? '');
  if (item) return <PostAlert key={item.notificationId} item={item} />;
  return (
    <section class="post">
      <p class="quiet">{queueState.value.state === 'loading' ? t('shell.loading') : t('post.gone')}</p>
      <p>
        <a href="/post">{t('post.all')}</a>
      </p>
    </section>
  );
}

function PostAlert({ item }: { item: NotificationItem }) {
  const reader = useMemo(() => new CaseReader(), []);
  useEffect(() => void reader.read(item), [item.version, item.withdrawn]);
  useEffect(() => () => reader.stop(), []);
  const now = reader.state.value;
  const alert = now.state === 'shown' ? now.content.alert : null;
  return (
    <article class="post post-alert">
      <p>
        <a href="/post">{t('post.all')}</a>
      </p>
      <header class="card-top">
        <PriorityMark priority={priorityOf(item)} status={item.status} />
        <Age since={item.receivedAt} />
      </header>
      <h1 class={item.withdrawn ? 'struck' : undefined}>{label('category', item.category, lang.value)}</h1>
      <p class="quiet">
        {t('post.from', { by: nation(item.origin, 'by') })} ·{' '}
        {item.acknowledgedAs
          ? t('post.taken', { role: label('officer', item.acknowledgedAs, lang.value) })
          : t('post.untaken')}
      </p>
      {item.withdrawn && (
        <p class="notice" role="alert">
          <strong>{t('post.withdrawn')}</strong>
        </p>
      )}
      {now.state === 'loading' && <p class="quiet">{t('shell.loading')}</p>}
      {now.state === 'failed' && <p class="notice">{t('post.contentMissing')}</p>}
      {alert && <PostContent item={item} alert={alert} />}
      {!item.withdrawn && item.state !== 'closed' && <Report item={item} />}
    </article>
  );
}

function PostContent({
  item,
  alert,
}: {
  item: NotificationItem;
  alert: Parameters<typeof Received>[0]['alert'];
}) {
  useDisplayReceipt(item);
  return (
    <>
      <h2 class="unseen">{t('post.content')}</h2>
      {alert.action === 'OBSERVE' && <p class="notice">{t('post.discreet')}</p>}
      <Instruction alert={alert} />
      <Received alert={alert} />
    </>
  );
}

/** Two taps: report, and what was seen. Written down at once with the time of the tap, whatever the line does. */
function Report({ item }: { item: NotificationItem }) {
  const choosing = useSignal(false);
  const last = useSignal<{ sighting: Sighting; done: Performed } | null>(null);
  const report = async (sighting: Sighting): Promise<void> => {
    if (!choosing.peek()) return;
    choosing.value = false;
    const at = new Date().toISOString();
    last.value = { sighting, done: await perform(item, 'sighting', { sighting, at }) };
  };
  return (
    <div class="report">
      {last.value && (
        <p role="status" class="report-done">
          <strong>{t('post.reported', { what: label('sighting', last.value.sighting, lang.value) })}</strong>{' '}
          {outcomeWords(last.value.done, item.origin)}
        </p>
      )}
      <button type="button" class="button primary" onClick={() => (choosing.value = true)}>
        {t('post.report')}
      </button>
      {choosing.value && (
        <Dialog title={t('post.whatHappened')} onClose={() => (choosing.value = false)}>
          <div class="sightings">
            {SIGHTINGS.map((sighting) => (
              <button type="button" class="tile" key={sighting} onClick={() => void report(sighting)}>
                {label('sighting', sighting, lang.value)}
              </button>
            ))}
          </div>
          <button type="button" class="button" onClick={() => (choosing.value = false)}>
            {t('shell.cancel')}
          </button>
        </Dialog>
      )}
    </div>
  );
}

function outcomeWords(done: Performed, origin: string): string {
  if (done.state === 'done') return t('post.reportSent', { nation: nation(origin, 'to') });
  if (done.state === 'kept') return t('post.reportKept');
  return done.state === 'lost' ? t('offline.full') : t('post.reportRefused');
}
