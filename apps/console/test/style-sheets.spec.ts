import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const sheets = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.css'),
);

/** Words that name a side of the screen, or lay something out along one; each has a logical counterpart. */
const PHYSICAL: readonly RegExp[] = [
  /(^|[;{\s])(left|right|top|bottom)\s*:/,
  /\b(margin|padding|border)-(left|right|top|bottom)\b/,
  /\bborder-(top|bottom)-(left|right)-radius\b/,
  /\b(text-align|float|clear)\s*:\s*(left|right)\b/,
  /(^|[;{\s])(min-|max-)?(width|height)\s*:/,
];

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '');
/** A media query asks for the size of the window, which has no writing direction. */
const withoutQueries = (text: string): string => text.replace(/@media[^{]*\{/g, '{');

describe('the style sheets', () => {
  it('are found', () => expect(sheets.length).toBeGreaterThan(5));

  it.each(sheets)('%s names no left or right: Arabic mirrors by itself', (sheet) => {
    const text = withoutQueries(withoutComments(readFileSync(`${SOURCES}/${sheet}`, 'utf8')));
    for (const physical of PHYSICAL) expect(physical.exec(text)?.[0] ?? null).toBeNull();
  });

  it.each(sheets)('%s brings no gradient but the hatch, no web font, no image', (sheet) => {
    const text = withoutComments(readFileSync(`${SOURCES}/${sheet}`, 'utf8'));
    expect(text).not.toMatch(/@font-face|@import|url\(/);
    expect(text.replaceAll('repeating-linear-gradient', '')).not.toMatch(/gradient/);
  });
});
