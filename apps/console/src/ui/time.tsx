import { lang, t } from '../i18n/index.js';
import { now } from '../time/clock.js';
import { clock, day, minutesAndSeconds, spanOf, ZONE } from '../time/format.js';

const TEN_MINUTES_MS = 600_000;

/** `14:06`; with the day where it is not today. */
export function Time({ at, zone = false }: { at: string; zone?: boolean }) {
  const isToday = day(at, 'en') === day(now.value, 'en');
  return (
    <time dateTime={at}>
      {!isToday && <>{day(at, lang.value)} </>}
      <bdi dir="ltr" class="num">
        {clock(at)}
        {zone && ` ${ZONE}`}
      </bdi>
    </time>
  );
}

/** How long ago something was: `0:42`, `25 min`, `2 h 10`, `3 j`. */
export function Age({ since }: { since: string }) {
  return <span class="num">{stopwatch(now.value - Date.parse(since))}</span>;
}

/** To the second while seconds matter; then in words, so that no age is taken for a time of day. */
export const stopwatch = (milliseconds: number): string =>
  milliseconds < TEN_MINUTES_MS ? minutesAndSeconds(milliseconds) : spanText(milliseconds);

/** A span in words of the language, digits Latin. */
export function spanText(milliseconds: number): string {
  const { unit, parts } = spanOf(milliseconds);
  const [n, rest] = parts;
  if (unit === 'second') return t('shell.seconds', { n });
  if (unit === 'minute') return t('shell.minutes', { n });
  if (unit === 'hour') return t('shell.hours', { n, minutes: String(rest).padStart(2, '0') });
  return t('shell.days', { n });
}
