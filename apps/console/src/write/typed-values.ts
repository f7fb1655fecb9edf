import type { Birth } from '@passerelle/exchange-model';
import { backwards } from '../ui/backwards.js';
import { latinDigits } from '../ui/digits.js';

/** What was typed, with Latin digits, single spaces and no control characters. */
export function tidy(text: string): string {
  return latinDigits(text)
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The same for text of several lines. */
export function tidyLines(text: string): string {
  return text
    .split('\n')
    .map(tidy)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A plate, a document number: as tidy text in capitals. */
export const tidyCode = (text: string): string => tidy(text).toUpperCase();

/**
 * `1987`, `05/1987`, `2.5.1987`, `1987-05-02`: day before month, as it is written on both sides of the border. What is
 * none of these stays as it was typed, for `checkAlertDocument` to refuse in its own words.
 */
export function birthOf(text: string): Birth {
  const typed = tidy(text);
  const parts = typed.split(/[\s./-]+/);
  if (parts.some((part) => !/^\d+$/.test(part)) || parts.length > 3) return { date: typed, precision: 'day' };
  const yearFirst = parts[0]?.length === 4 ? parts : backwards(parts);
  const [year = '', month, day] = yearFirst;
  if (month === undefined) return { date: year, precision: 'year' };
  const two = (part: string): string => part.padStart(2, '0');
  if (day === undefined) return { date: `${year}-${two(month)}`, precision: 'month' };
  return { date: `${year}-${two(month)}-${two(day)}`, precision: 'day' };
}

/** `15.63, -6.96`, with a comma or a point for decimals, or with N S E O W: degrees, or null for what is no position. */
export function pointOf(text: string): { lat: number; lon: number } | null {
  const typed = tidy(text)
    .toUpperCase()
    .replace(/(\d),(\d)/g, '$1.$2')
    .replaceAll('−', '-');
  const found = [...typed.matchAll(/(-?\d+(?:\.\d+)?)\s*°?\s*([NSEWO]?)/g)];
  if (found.length !== 2 || /[^\d\s.,;°NSEWO-]/.test(typed)) return null;
  const [lat, lon] = found.map(([, number, side]) => Number(number) * (/[SWO]/.test(side ?? '') ? -1 : 1));
  return lat === undefined || lon === undefined ? null : { lat, lon };
}

/** Several numbers, each on its own or after a comma. */
export function phonesOf(text: string): string[] {
  return [
    ...new Set(
      latinDigits(text)
        .split(/[,;\n]/)
        .map(tidy)
        .filter(Boolean),
    ),
  ];
}

/** One sentence a line. */
export function phrasesOf(text: string): string[] {
  return tidyLines(text).split('\n').filter(Boolean);
}

/** ISO 15924 of the letters a name is written in. */
export function scriptOf(name: string): 'Latn' | 'Arab' | 'Tfng' | 'Nkoo' {
  if (/\p{Script=Arabic}/u.test(name)) return 'Arab';
  if (/\p{Script=Tifinagh}/u.test(name)) return 'Tfng';
  return /\p{Script=Nko}/u.test(name) ? 'Nkoo' : 'Latn';
}
