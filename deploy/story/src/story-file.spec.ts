import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoryFile } from './story-file.js';

describe('a story file', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'story-'))));
  afterEach(() => rm(folder, { recursive: true }));

  async function read(...lines: string[]) {
    const path = join(folder, 'xa.ndjson');
    await writeFile(path, lines.join('\n'));
    return readStoryFile(path);
  }
  const issue = (name: string, at = '+PT0S') => JSON.stringify({ at, name, do: 'issue', alert: {} });

  it('reports bad lines by their number and keeps the good ones', async () => {
    const file = await read(
      issue('a'),
      '{',
      '',
      issue('b'),
      '{"do":"issue","name":"c"}',
      '{"category":"ARMS"}',
    );
    expect(file.lines.map(({ number }) => number)).toEqual([1, 4, 6]);
    expect(file.findings.map(({ line, field, rule }) => [line, field, rule])).toEqual([
      [2, '', 'json'],
      [5, '/alert', 'required'],
    ]);
  });

  it('puts lines in story time, and those of one moment in the order of the file', async () => {
    const file = await read(issue('late', '+P1D'), issue('a', '+PT1H'), issue('b', '+PT60M'), issue('first'));
    expect(file.lines.map(({ instruction }) => instruction.name)).toEqual(['first', 'a', 'b', 'late']);
  });

  it('refuses a second alert of the same name, which would share its idempotency key', async () => {
    const file = await read(issue('a'), issue('a'));
    expect(file.lines).toHaveLength(1);
    expect(file.findings).toMatchObject([{ line: 2, field: '/name', rule: 'name-repeated' }]);
  });

  it('reads lines that end in CR LF, a byte order mark, and a last line without an end', async () => {
    const file = await read(`\uFEFF${issue('a')}\r`, `${issue('b')}\r`, issue('c'));
    expect(file).toMatchObject({
      name: 'xa.ndjson',
      lines: [{ number: 1 }, { number: 2 }, { number: 3 }],
      findings: [],
    });
  });
});
