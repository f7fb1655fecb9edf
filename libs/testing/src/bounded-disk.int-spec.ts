import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BoundedDisk } from './bounded-disk.js';
import { Guardian } from './guardian.js';

const execute = promisify(execFile);

const mayMakeNamespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0;
const why = mayMakeNamespaces ? '' : ' (skipped: nobody may make namespaces here)';

describe('a bounded disk', () => {
  let folder: string;
  let guardian: Guardian;
  let disk: BoundedDisk | null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bounded-disk-'));
    guardian = await Guardian.start();
    disk = await BoundedDisk.make(join(folder, 'disk'), { logFile: join(folder, 'log'), guardian });
  });
  afterAll(async () => {
    await guardian?.release();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (name: string, kibibytes: number) => {
    const path = join(folder, 'disk', name);
    const { command, args } = disk!.within('dd', [
      'if=/dev/zero',
      `of=${path}`,
      'bs=1k',
      `count=${kibibytes}`,
    ]);
    return execute(command, args);
  };

  const test = mayMakeNamespaces ? it : it.skip;
  test(`is full when a test says so, and has room again when it says so${why}`, async () => {
    await write('first', 500);
    await disk!.fill(64 * 1024);
    await expect(write('second', 500)).rejects.toThrow('No space left on device');
    await disk!.enlarge();
    await write('third', 500);
    expect(await readdir(join(folder, 'disk'))).toEqual(['.holder']);
    expect(await BoundedDisk.at(join(folder, 'disk'))).toEqual(disk);
  });
});
