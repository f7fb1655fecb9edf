import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@passerelle/testing';

type ParseFlags = (args: string[]) => Record<string, unknown>;

describe('the flags of npm start', () => {
  let parseFlags: ParseFlags;

  beforeAll(async () => {
    const script = pathToFileURL(join(repositoryRoot(), 'deploy', 'sandbox', 'flags.mjs'));
    parseFlags = ((await import(script.href)) as { parseFlags: ParseFlags }).parseFlags;
  });

  it('default to the story in .sandbox', () => {
    expect(parseFlags([])).toMatchObject({
      empty: false,
      reset: false,
      directory: resolve('.sandbox'),
      portBase: 20100,
    });
  });

  it('choose folder and ports', () => {
    const flags = parseFlags(['--empty', '--reset', '--dir', '/data', '--port-base', '30000']);
    expect(flags).toMatchObject({ empty: true, reset: true, directory: '/data', portBase: 30000 });
  });

  it('leave the sandbox unbreakable unless they say where its lines run', () => {
    expect(parseFlags([])).not.toHaveProperty('lineBase');
    expect(parseFlags(['--breakable', '32000'])).toMatchObject({ lineBase: 32000 });
  });

  it.each([
    ['--port-base=x'],
    ['--port-base=80'],
    ['--port-base=65535'],
    ['--breakable=x'],
    ['--instances=0'],
    ['--colour'],
    ['story'],
  ])('refuse %s', (flag) => {
    expect(() => parseFlags([flag])).toThrow();
  });
});
