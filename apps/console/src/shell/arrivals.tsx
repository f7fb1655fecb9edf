import { label } from '@passerelle/exchange-model';
import { useEffect, useRef } from 'preact/hooks';
import { lang, t } from '../i18n/index.js';
import { calling } from '../watch/queue.js';

/** Tells a screen reader of an immediate alert when it arrives, once, wherever the reader is. */
export function Arrivals() {
  const known = useRef<ReadonlySet<string>>(new Set());
  const fresh = calling.value.filter(({ notificationId }) => !known.current.has(notificationId));
  useEffect(() => {
    known.current = new Set(calling.value.map(({ notificationId }) => notificationId));
  }, [calling.value]);
  return (
    <p class="unseen" role="status">
      {fresh
        .map(({ category }) =>
          t('watch.arrived', {
            priority: t('shell.immediate'),
            what: label('category', category, lang.value),
          }),
        )
        .join(' ')}
    </p>
  );
}
