import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MemoryFiles } from '../../test/memory-files.js';
import { Killed, type Kept, MortalFiles } from '../../test/mortal-files.js';
import { newLog, policyOf } from '../../test/people.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { Frontier } from '../merkle/frontier.js';
import { type Hash, leafHash } from '../merkle/hashes.js';
import type { Finding } from './finding.js';
import { fsck } from './fsck.js';
import type { LogFiles } from './log-files.js';
import { TlogDirectory } from './tlog-directory.js';

const signer = newLog();
const policy = policyOf(signer);

/** Leaves of one telling: another telling of the same range has other leaves. */
const told = (telling: string, from: number, to: number): Buffer[] =>
  Array.from({ length: to - from }, (_, index) => Buffer.from(`${telling} ${from + index}`));

function rootOf(leaves: readonly Buffer[]): Hash {
  const tree = new Frontier();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  return tree.root;
}

async function findings(files: LogFiles): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of fsck(files, policy)) found.push(finding);
  return found;
}

/** A log of this size that grew in uneven steps, so that it has partial tiles of earlier sizes. */
async function logOf(size: number): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const log = await TlogDirectory.create(files, signer);
  for (const upTo of [Math.floor(size / 3), size - 1, size])
    if (upTo > log.head.size) await log.append(told('first', log.head.size, upTo));
  return files;
}

/** Appends until it is killed; whether it was. */
async function appendOn(disk: MortalFiles, leaves: readonly Buffer[]): Promise<boolean> {
  try {
    await (await TlogDirectory.open(disk, signer)).append(leaves);
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  }
}

const ENDINGS: Record<string, (disk: MortalFiles) => MemoryFiles> = {
  'a kill': (disk) => disk.afterKill(),
  'a power cut that lost all it could': (disk) => disk.afterPowerCut(() => false),
  'a power cut that kept every name': (disk) => disk.afterPowerCut(() => true),
  'a power cut that kept final names only': (disk) => disk.afterPowerCut((path) => !path.endsWith('.tmp')),
};

/** Sizes before and after: within a tile, up to its end, across it, over several, from nothing. */
const APPENDS: [number, number][] = [
  [0, 3],
  [7, 9],
  [250, 256],
  [250, 530],
  [256, 257],
];

describe('an append', () => {
  describe.each(Object.entries(ENDINGS))('after %s', (_, ending) => {
    it.each(APPENDS)(
      'from %d to %d leaves a whole log at every step, which goes on as told',
      async (from, to) => {
        const base = await logOf(from);
        const whole = new MortalFiles(base);
        await appendOn(whole, told('first', from, to));
        const before = [...told('first', 0, from)];
        for (let step = 1; step <= whole.steps; step += 1) {
          const disk = new MortalFiles(base, step);
          expect(await appendOn(disk, told('first', from, to))).toBe(true);
          const left = ending(disk);
          expect([step, await findings(left)]).toEqual([step, []]);
          const resumed = await TlogDirectory.open(left, signer);
          expect([from, to]).toContain(resumed.head.size);
          // What comes next may be told otherwise, in smaller pieces: what was left over must not show.
          const kept = resumed.head.size === to ? told('first', from, to) : [];
          const next = told('second', resumed.head.size, to + 40);
          await resumed.append(next.slice(0, 2));
          await resumed.append(next.slice(2));
          expect([step, await findings(left)]).toEqual([step, []]);
          expect(resumed.head.root.equals(rootOf([...before, ...kept, ...next]))).toBe(true);
        }
      },
    );
  });

  it('writes the same files again when it is told the same', async () => {
    const base = await logOf(250);
    const expected = new MortalFiles(base);
    await appendOn(expected, told('first', 250, 530));
    for (let step = 1; step <= expected.steps; step += 7) {
      const disk = new MortalFiles(base, step);
      await appendOn(disk, told('first', 250, 530));
      const resumed = new MortalFiles(disk.afterKill());
      const { size } = (await TlogDirectory.open(resumed, signer)).head;
      if (size === 250) await appendOn(resumed, told('first', 250, 530));
      const [found, wanted] = [resumed.afterKill(), expected.afterKill()];
      const differing = wanted.paths.filter((path) => !found.at(path).equals(wanted.at(path)));
      expect([step, differing]).toEqual([step, []]);
    }
  });

  it('is not haunted by what an earlier one left, when the power goes after it', async () => {
    const base = await logOf(7);
    const first = new MortalFiles(base);
    await appendOn(first, told('first', 7, 9));
    const left = [];
    for (let step = 1; step <= first.steps; step += 1) {
      const disk = new MortalFiles(base, step);
      await appendOn(disk, told('first', 7, 9));
      if ((await TlogDirectory.open(disk.afterKill(), signer)).head.size === 7) left.push(disk.afterKill());
    }
    const haunted = left.at(-1)!;
    expect(haunted.paths).toContain('tile/entries/000.p/9');
    const second = new MortalFiles(haunted);
    await appendOn(second, told('second', 7, 300));
    for (let step = 1; step <= second.steps + 1; step += 1) {
      const disk = new MortalFiles(haunted, step);
      await appendOn(disk, told('second', 7, 300));
      expect([step, await findings(disk.afterPowerCut(() => false))]).toEqual([step, []]);
    }
  });

  it('would not survive a power cut on a disk whose syncs lie: this disk can tell', async () => {
    class Lying extends MortalFiles {
      override async sync(): Promise<void> {}
    }
    const disk = new Lying(await logOf(7));
    await appendOn(disk, told('first', 7, 9));
    expect(await findings(disk.afterPowerCut(() => true))).not.toEqual([]);
  });

  it('survives any run of crashes, each after other leaves', async () => {
    const crash = fc.record({
      more: fc.integer({ min: 1, max: 300 }),
      step: fc.integer({ min: 1, max: 60 }),
      power: fc.boolean(),
      seed: fc.nat({ max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { minLength: 1, maxLength: 6 }), async (crashes) => {
        let files = await logOf(40);
        let held = told('first', 0, 40);
        for (const [turn, { more, step, power, seed }] of crashes.entries()) {
          const next = told(`turn ${turn}`, held.length, held.length + more);
          const disk = new MortalFiles(files, step);
          await appendOn(disk, next);
          files = power ? disk.afterPowerCut(scattered(seed)) : disk.afterKill();
          const { head } = await TlogDirectory.open(files, signer);
          if (head.size > held.length) held = [...held, ...next];
          expect(head.root.equals(rootOf(held))).toBe(true);
          expect(await findings(files)).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** Some of the names, the same for the same seed. */
function scattered(seed: number): Kept {
  return (path) => (leafHash(Buffer.from(`${seed} ${path}`))[0]! & 1) === 1;
}

describe('the beginning of a log', () => {
  it('is the signed empty tree or nothing, at every step', async () => {
    for (let step = 1; ; step += 1) {
      const disk = new MortalFiles(new MemoryFiles(), step);
      const done = await TlogDirectory.create(disk, signer).catch((error: unknown) => error);
      for (const ending of Object.values(ENDINGS)) {
        const left = ending(disk);
        if (left.paths.includes('checkpoint')) expect(await findings(left)).toEqual([]);
        else expect((await TlogDirectory.create(left, signer)).head.size).toBe(0);
      }
      if (done instanceof TlogDirectory) break;
      expect(done).toBeInstanceOf(Killed);
    }
  });
});

describe('a log’s folder', () => {
  it('is never begun over one that holds anything of a log', async () => {
    const files = await logOf(3);
    await expect(TlogDirectory.create(files, signer)).rejects.toThrow('PSR_LOG_EXISTS');
    files.take('checkpoint');
    await expect(TlogDirectory.create(files, signer)).rejects.toThrow('PSR_LOG_EXISTS');
    await expect(TlogDirectory.open(files, signer)).rejects.toThrow('PSR_LOG_MISSING');
  });

  it('is not opened with another log’s key, nor where its tiles make another root', async () => {
    const files = await logOf(300);
    await expect(TlogDirectory.open(files, newLog())).rejects.toThrow('PSR_NOTE_UNSIGNED');
    files.put('tile/0/001.p/44', Buffer.alloc(44 * 32));
    await expect(TlogDirectory.open(files, signer)).rejects.toThrow('PSR_LOG_DAMAGED');
  });

  it('stands still for a writer that another one overtook', async () => {
    const files = await logOf(3);
    const [one, other] = [await TlogDirectory.open(files, signer), await TlogDirectory.open(files, signer)];
    await one.append(told('one', 3, 5));
    const left = files.entries();
    const announced: Checkpoint[] = [];
    const announce = async (next: Checkpoint) => void announced.push(next);
    await expect(other.append(told('other', 3, 5), announce)).rejects.toThrow('PSR_LOG_MOVED');
    await expect(other.append(told('other', 3, 5), announce)).rejects.toThrow('PSR_LOG_MOVED');
    expect([files.entries(), announced]).toEqual([left, []]);
  });

  it('tells the head to come before it writes anything, and not that of nothing', async () => {
    const disk = new MortalFiles(await logOf(3));
    const log = await TlogDirectory.open(disk, signer);
    const announced: [steps: number, next: Checkpoint][] = [];
    const announce = async (next: Checkpoint) => void announced.push([disk.steps, next]);
    await log.append([], announce);
    const signed = await log.append(told('first', 3, 5), announce);
    expect(announced).toEqual([[0, signed]]);
  });

  it('is opened again after an error, and takes one append at a time', async () => {
    const full = new MortalFiles(await logOf(3), 4);
    const log = await TlogDirectory.open(full, signer);
    await expect(log.append(told('first', 3, 5))).rejects.toThrow(Killed);
    await expect(log.append([])).rejects.toThrow('PSR_LOG_MOVED');
    const other = await TlogDirectory.open(await logOf(3), signer);
    const running = other.append(told('first', 3, 5));
    await expect(other.append(told('first', 5, 6))).rejects.toThrow('PSR_LOG_MOVED');
    expect((await running).size).toBe(5);
  });

  it('takes nothing from a batch of which one leaf is too large', async () => {
    const files = await logOf(3);
    const log = await TlogDirectory.open(files, signer);
    await expect(log.append([Buffer.from('a'), Buffer.alloc(65_536)])).rejects.toThrow('PSR_LEAF_TOO_LARGE');
    expect((await TlogDirectory.open(files, signer)).head.size).toBe(3);
  });

  it('keeps the partial tiles of its checkpoints until the full one is there, and no longer', async () => {
    const files = await logOf(250);
    const partials = () => files.paths.filter((path) => path.startsWith('tile/entries/000.p/'));
    expect(partials()).toHaveLength(3);
    await (await TlogDirectory.open(files, signer)).append(told('first', 250, 260));
    expect(partials()).toEqual([]);
  });
});
