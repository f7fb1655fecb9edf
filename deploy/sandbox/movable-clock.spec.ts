import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@passerelle/testing';

const SCRIPT = pathToFileURL(join(repositoryRoot(), 'deploy', 'sandbox', 'movable-clock.mjs')).href;
const HOUR = 3_600_000;
/** Says what time it is in every way a program can ask, again and again. */
const ASKING = `setInterval(() => console.log(JSON.stringify({
  now: Date.now(), made: new Date().getTime(), text: Date.parse(Date()),
  fixed: new Date(0).toISOString(), kept: new Date() instanceof Date && new Date().constructor === Date,
})), 20)`;

interface Told {
  now: number;
  made: number;
  text: number;
  fixed: string;
  kept: boolean;
}

describe('the movable clock of a breakable sandbox', () => {
  let folder: string;
  let program: ChildProcess;
  let lines: AsyncIterator<string>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passerelle-clock-'));
    program = spawn(process.execPath, ['--import', SCRIPT, '-e', ASKING], {
      env: { ...process.env, MOVABLE_CLOCK_FILE: join(folder, 'clock-offset') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    lines = createInterface({ input: program.stdout! })[Symbol.asyncIterator]();
  });
  afterEach(() => {
    program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const set = (milliseconds: number) => writeFileSync(join(folder, 'clock-offset'), String(milliseconds));
  /** The first thing it says that is off by about as much. */
  const toldOff = async (milliseconds: number): Promise<Told> => {
    for (;;) {
      const told = JSON.parse((await lines.next()).value as string) as Told;
      if (Math.abs(told.now - Date.now() - milliseconds) < HOUR / 2) return told;
    }
  };

  it('is the machine’s until somebody moves it, and moves forward and back under a running program', async () => {
    for (const milliseconds of [0, 72 * HOUR, -2 * HOUR, 0]) {
      set(milliseconds);
      const { now, made, text, fixed, kept } = await toldOff(milliseconds);
      expect(Math.abs(made - now)).toBeLessThan(HOUR / 2);
      expect(Math.abs(text - now)).toBeLessThan(HOUR / 2);
      expect({ fixed, kept }).toEqual({ fixed: '1970-01-01T00:00:00.000Z', kept: true });
    }
  });
});
