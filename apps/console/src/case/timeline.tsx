import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { NotificationEvent, NotificationItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { clockWithSeconds } from '../time/format.js';
import { Time } from '../ui/time.js';
import { eventsOf } from './case-content.js';
import { eventDetail, eventText } from './event-text.js';

/** Everything that happened to this case here, with its versions; read again whenever it changes. */
export function Timeline({ item }: { item: NotificationItem }) {
  const events = useSignal<readonly NotificationEvent[] | null>(null);
  useEffect(() => {
    let current = true;
    void eventsOf(item.notificationId).then((read) => {
      if (current && read) events.value = read;
    });
    return () => {
      current = false;
    };
  }, [item]);
  if (!events.value?.length) return null;
  return (
    <section aria-labelledby="timeline-title">
      <h3 id="timeline-title">{t('caseFile.timeline')}</h3>
      <ol class="timeline">
        {events.value.map((event) => (
          <li key={String(event.seq)}>
            <EventTime at={event.at} />
            <span>
              {eventText(event)}
              {isVersion(event) && ` ${t('caseFile.versionOf', { n: event.version })}`}
            </span>
            <bdi class="quiet">{eventDetail(event)}</bdi>
          </li>
        ))}
      </ol>
    </section>
  );
}

const isVersion = ({ kind }: NotificationEvent): boolean => kind === 'new' || kind === 'updated';

/** To the second where it was today: what happened is told in order. */
function EventTime({ at }: { at: string }) {
  const isRecent = Date.now() - Date.parse(at) < 12 * 3_600_000;
  return isRecent ? (
    <time dateTime={at} class="num">
      <bdi dir="ltr">{clockWithSeconds(at)}</bdi>
    </time>
  ) : (
    <Time at={at} />
  );
}
