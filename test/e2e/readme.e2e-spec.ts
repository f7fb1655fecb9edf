import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sandbox } from './support/sandbox.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Shell blocks of a kind: `sh` is the tour; `sh start` and `sh test` are the two commands. */
const blocks = (kind: string): string[] =>
  [...README.matchAll(/^```(sh[a-z ]*)\n([\s\S]*?)^```$/gm)]
    .filter(([, is]) => is === kind)
    .map(([, , text]) => text!);

const nations = Object.keys(sandbox().nations);
const isTourOfThese = nations.includes('MR') && nations.includes('ML');

describe('the README', () => {
  it('names two commands, and they are the scripts that start these tests and this sandbox', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(blocks('sh start')).toEqual(['npm start\n']);
    expect(blocks('sh test')).toEqual(['npm test\n']);
    expect(scripts).toMatchObject({ start: 'node deploy/sandbox/start.mjs', test: 'node test/run.mjs' });
  });

  (isTourOfThese ? it : it.skip)(
    'leads through a tour that works as written (skipped: a tour of MR and ML)',
    () => {
      const script = blocks('sh').map((block, index) => `echo "### ${index}"\n${block}`);
      const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail'], {
        cwd: ROOT,
        input: script.join('\n'),
        encoding: 'utf8',
        env: { ...process.env, SANDBOX: dirname(process.env['PASSERELLE_E2E_SANDBOX'] ?? '') },
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const [, , preview, sent, inMali, taken, receipts, refused, withdrawn, history, imported] =
        stdout.split(/^### \d+$/m);
      expect(JSON.parse(preview!)).toMatchObject({
        decision: 'release',
        released: { livestock: { count: 43 } },
      });
      expect(sent).toMatch(/alert [0-9a-f-]{36}/);
      expect(JSON.parse(inMali!)).toMatchObject({ origin: 'MR', place: { name: 'Adel Bagrou (schéma)' } });
      expect(inMali).not.toContain('Tamrane');
      expect(JSON.parse(taken!)).toMatchObject({ state: 'acknowledged' });
      expect(receipts).toContain('"acknowledged"');
      expect(JSON.parse(refused!)).toMatchObject({ status: 422, errors: [{ rule: 'ground-prohibited' }] });
      expect(withdrawn).toMatch(/"state": "withdrawn"/);
      for (const kind of ['issued', 'decided', 'released', 'received', 'acknowledged', 'withdrawn']) {
        expect(history).toContain(`"${kind}"`);
      }
      expect(imported).toBeDefined();
    },
  );
});
