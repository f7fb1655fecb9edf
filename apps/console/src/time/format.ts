import type { Language } from '@passerelle/exchange-model';

/** Both nations of the border keep this time; it is named wherever a time could be taken for another. */
export const ZONE = 'UTC';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Latin digits and 24 hours in every language: a time is read out over the radio between languages. */
function formatOf(
  language: Language,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const id = `${language} ${name}`;
  const known = formats.get(id);
  if (known) return known;
  const format = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    timeZone: ZONE,
    hourCycle: 'h23',
    ...options,
  });
  formats.set(id, format);
  return format;
}

/** `14:06`, the same in every language. */
export const clock = (at: string | number): string =>
  formatOf('en', 'clock', { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** `14:06:09`. */
export const clockWithSeconds = (at: string | number): string =>
  formatOf('en', 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

/** `23 nov. 2026` in the words of the language, digits Latin. */
export const day = (at: string | number, language: Language): string =>
  formatOf(language, 'day', { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));

/** `14:06`, with the day before it where that is not today. */
export const moment = (at: string, now: number, language: Language): string =>
  day(at, 'en') === day(now, 'en') ? clock(at) : `${day(at, language)} ${clock(at)}`;

/** `0:42`, `12:05` below an hour. */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export interface Span {
  unit: 'second' | 'minute' | 'hour' | 'day';
  /** Whole units, and the next smaller unit below an hour or a day. */
  parts: [number, number];
}

/** A span in the unit an officer would say it in. */
export function spanOf(milliseconds: number): Span {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 60) return { unit: 'second', parts: [seconds, 0] };
  if (seconds < 3_600) return { unit: 'minute', parts: [Math.floor(seconds / 60), seconds % 60] };
  if (seconds < 86_400)
    return { unit: 'hour', parts: [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)] };
  return { unit: 'day', parts: [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600)] };
}
