import { expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atOnce } from '../../deploy/demo/src/pace.js';
import { BEATS, play } from '../../deploy/demo/src/play.js';
import { describeInBrowser } from './support/chromium.js';

/** Where the README's pictures are; written when asked for. */
const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');

await describeInBrowser('npm run demo', () => {
  it('plays to its end, every screen showing what it claims, and makes a picture of each beat', async () => {
    const isWanted = process.env['UPDATE_GENERATED'] === '1';
    const pictures = isWanted ? IMAGES : mkdtempSync(join(tmpdir(), 'passerelle-demo-'));
    const told: string[] = [];
    try {
      expect(
        await play(
          atOnce((line) => told.push(line)),
          { pictures },
        ),
      ).toEqual([]);
      for (const { title } of BEATS) expect(told).toContain(`\n${title}`);
      expect(readdirSync(pictures).filter((name) => name.endsWith('.png')).length).toBeGreaterThan(5);
    } finally {
      if (!isWanted) rmSync(pictures, { recursive: true, force: true });
    }
  });
});
