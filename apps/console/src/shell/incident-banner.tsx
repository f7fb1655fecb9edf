import { t } from '../i18n/index.js';
import { queue } from '../watch/queue.js';

/** Nobody at all could be notified: that is an incident of its own, and said until somebody takes the alert. */
export function IncidentBanner() {
  const missed = queue.value.filter((item) => item.nobodyNotified && item.state === 'new' && !item.withdrawn);
  const first = missed[0];
  if (!first) return null;
  return (
    <div class="banner grave" role="alert">
      <p>
        <strong>{t('watch.nobodyNotified', { n: missed.length })}</strong>
      </p>
      <a class="button" href={`/watch/${first.notificationId}`}>
        {t('watch.open')}
      </a>
    </div>
  );
}
