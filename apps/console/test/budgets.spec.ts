import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const KB = 1_000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

/** What an officer's device fetches, compressed as it is sent: the lists of console-ux §10, number 40. */
describe('the weight of the console', () => {
  let folder: string;
  let chunks: Record<string, Chunk>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'passerelle-console-'));
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const flags = [
      'build',
      '--config',
      'apps/console/vite.config.ts',
      '--outDir',
      folder,
      '--logLevel',
      'error',
    ];
    const { status, stderr } = spawnSync(process.execPath, [vite, ...flags], { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    chunks = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const chunk = (source: string): Chunk => {
    const found = chunks[source];
    if (!found) throw new Error(`${source} is no chunk of the build`);
    return found;
  };
  const weight = (file: string): number => {
    const compressed = join(folder, `${file}.gz`);
    if (!existsSync(compressed)) throw new Error(`${file} was not compressed`);
    return statSync(compressed).size;
  };
  const sum = (files: Iterable<string>): number =>
    [...new Set(files)].reduce((total, file) => total + weight(file), 0);
  /** Everything that a module pulls in at once. */
  const closure = (source: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(source)) return seen;
    seen.add(source);
    for (const imported of chunk(source).imports ?? []) closure(imported, seen);
    return seen;
  };
  const page = (source: string): string[] => [...closure('index.html'), ...closure(source)];
  const js = (source: string): string[] => page(source).map((name) => chunk(name).file);
  const css = (source: string): string[] => page(source).flatMap((name) => chunk(name).css ?? []);
  const language = (code: string): string[] =>
    [...closure(`src/i18n/${code}/index.ts`)].map((name) => chunk(name).file);

  it.each([
    ['src/watch/watch-page.tsx', 90],
    ['src/journal/journal-page.tsx', 90],
    ['src/write/write-page.tsx', 90],
    ['src/links/links-page.tsx', 60],
    ['src/post/post-page.tsx', 60],
    ['src/post/post-alert-page.tsx', 60],
  ])('%s brings at most %i KB of script', (source, limit) => {
    expect(sum(js(source))).toBeLessThanOrEqual(limit * KB);
  });

  it('has at most 12 KB of style over all pages', () => {
    const styles = Object.values(chunks).flatMap((chunk) => chunk.css ?? []);
    expect(sum(styles)).toBeLessThanOrEqual(12 * KB);
  });

  it.each(['fr', 'ar', 'en'])('has at most 10 KB of language in %s', (code) => {
    expect(sum(language(code))).toBeLessThanOrEqual(10 * KB);
  });

  it.each(['fr', 'ar', 'en'])('brings at most 4 KB of language with the page of the links in %s', (code) => {
    expect(weight(chunk(`src/i18n/${code}/links.ts`).file)).toBeLessThanOrEqual(4 * KB);
  });

  it.each(['src/watch/watch-page.tsx', 'src/post/post-page.tsx', 'src/write/write-page.tsx'])(
    'opens %s cold with at most 110 KB in all',
    (source) => {
      const files = [
        ...js(source),
        ...css(source),
        ...language('ar'),
        'index.html',
        'before-paint.js',
        'icon.svg',
      ];
      expect(sum(files)).toBeLessThanOrEqual(110 * KB);
    },
  );
});
