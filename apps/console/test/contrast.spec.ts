import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const text = readFileSync(fileURLToPath(new URL('../src/theme/tokens.css', import.meta.url)), 'utf8');

/** The colours of a theme; sand and night say only what differs from day. */
function coloursOf(theme: 'day' | 'sand' | 'night'): Record<string, string> {
  const declared = (selector: string): [string, string][] => {
    const block = text.slice(text.indexOf(selector)).split('}')[0] ?? '';
    return [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name!, value!]);
  };
  const own = theme === 'day' ? [] : declared(`[data-theme='${theme}']`);
  return Object.fromEntries([...declared(':root {'), ...own]);
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour;
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each(['day', 'sand', 'night'] as const)('the colours by %s', (theme) => {
  const colours = coloursOf(theme);
  const least = (names: readonly string[], grounds: readonly string[]): number =>
    Math.min(...names.flatMap((name) => grounds.map((ground) => contrast(colours[name]!, colours[ground]!))));
  const grounds = ['paper', 'ground', 'raised', 'tint'];

  it('set running text at 7:1', () => {
    expect(least(['ink'], grounds)).toBeGreaterThanOrEqual(7);
    expect(least(['quiet'], ['paper', 'ground', 'raised'])).toBeGreaterThanOrEqual(7);
    expect(contrast(colours['on-ink']!, colours['ink']!)).toBeGreaterThanOrEqual(7);
  });

  it('set every other text at 4.5:1', () => {
    expect(least(['p1', 'p2', 'p3', 'withheld', 'quiet'], grounds)).toBeGreaterThanOrEqual(4.5);
  });

  it('set edges and the focus at 3:1', () => {
    expect(
      least(['line', 'focus', 'p1', 'p2', 'p3', 'withheld'], ['paper', 'ground', 'raised']),
    ).toBeGreaterThanOrEqual(3);
  });
});
