import { describe, expect, it } from '@jest/globals';
import { fsck, type LogFiles, LogProver, type NoteSigner, signedBy, Subfolder } from '@passerelle/evidence';
import { MemoryFiles } from '../../../../libs/evidence/test/memory-files.js';
import { Killed, MortalFiles } from '../../../../libs/evidence/test/mortal-files.js';
import { newLog } from '../../../../libs/evidence/test/people.js';
import { KeptLog, LOG_FOLDER } from './kept-log.js';
import type { Positions } from './positions.js';

const signer = newLog();
const FIRST: Positions = { topicId: 'cluster/topic', next: [0n, 0n] };

/** How many records the two partitions hold, and how many of each one batch takes: another telling, other batches. */
type Held = readonly [number, number];

const leafOf = (partition: number, offset: number): string => `${partition}/${offset}`;

/** Opens the log, or begins it, and keeps what is not in it yet. */
async function keepOn(files: LogFiles, held: Held, batch: Held, by: NoteSigner = signer): Promise<KeptLog> {
  const log = (await KeptLog.open(files, by)) ?? (await KeptLog.begin(files, by, FIRST));
  for (;;) {
    const from = log.positions.next.map(Number);
    const to = from.map((next, partition) => Math.min(next + batch[partition]!, held[partition]!));
    const leaves = to.flatMap((end, partition) =>
      Array.from({ length: end - from[partition]! }, (_, n) => leafOf(partition, from[partition]! + n)),
    );
    if (leaves.length === 0) return log;
    await log.append(
      leaves.map((leaf) => Buffer.from(leaf)),
      { topicId: FIRST.topicId, next: to.map(BigInt) },
    );
  }
}

/** The leaves of the log in their order, once fsck has found nothing. */
async function leavesOf(files: LogFiles, log: KeptLog): Promise<string[]> {
  const folder = new Subfolder(files, LOG_FOLDER);
  for await (const finding of fsck(folder, signedBy(signer.key))) throw new Error(JSON.stringify(finding));
  const prover = new LogProver(folder, log.head);
  const leaves: string[] = [];
  while (leaves.length < log.head.size) leaves.push(String(await prover.entry(leaves.length)));
  return leaves;
}

function expectOnceInOrder(leaves: readonly string[], held: Held): void {
  for (const [partition, count] of held.entries()) {
    const expected = Array.from({ length: count }, (_, offset) => leafOf(partition, offset));
    expect(leaves.filter((leaf) => leaf.startsWith(`${partition}/`))).toEqual(expected);
  }
  expect(leaves).toHaveLength(held[0] + held[1]);
}

const ENDINGS: Record<string, (disk: MortalFiles) => MemoryFiles> = {
  'a kill': (disk) => disk.afterKill(),
  'a power cut that lost all it could': (disk) => disk.afterPowerCut(() => false),
  'a power cut that kept every name': (disk) => disk.afterPowerCut(() => true),
};

const HELD: Held = [9, 5];

describe('the kept log', () => {
  describe.each(Object.entries(ENDINGS))('after %s at any step of its life', (_, ending) => {
    it('goes on and holds every record once, those of a partition in order', async () => {
      const whole = new MortalFiles();
      await keepOn(whole, HELD, [2, 1]);
      expect(whole.steps).toBeGreaterThan(60);
      for (let step = 1; step <= whole.steps; step += 1) {
        const disk = new MortalFiles(new MemoryFiles(), step);
        await expect(keepOn(disk, HELD, [2, 1])).rejects.toThrow(Killed);
        const left = ending(disk);
        expectOnceInOrder(await leavesOf(left, await keepOn(left, HELD, [1, 3])), HELD);
      }
    });

    it('bears a second end while it makes good the first', async () => {
      const first = new MortalFiles();
      await keepOn(first, [3, 2], [2, 1]);
      for (let step = 1; step <= first.steps; step += 3) {
        const dying = new MortalFiles(new MemoryFiles(), step);
        await expect(keepOn(dying, [3, 2], [2, 1])).rejects.toThrow(Killed);
        const left = ending(dying);
        for (let more = 1; more <= 25; more += 1) {
          const again = new MortalFiles(new MemoryFiles(left.entries()), more);
          await keepOn(again, [3, 2], [1, 2]).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
          const found = ending(again);
          expectOnceInOrder(await leavesOf(found, await keepOn(found, [3, 2], [3, 1])), [3, 2]);
        }
      }
    });
  });

  it('moves its position past records that became no leaves with the next that do', async () => {
    const files = new MemoryFiles();
    const log = await KeptLog.begin(files, signer, FIRST);
    const next = { topicId: FIRST.topicId, next: [7n, 0n] };
    await log.append([Buffer.from('leaf')], next);
    expect((await KeptLog.open(files, signer))?.positions).toMatchObject(next);
  });
});

const SOUND = async (): Promise<MemoryFiles> => {
  const files = new MemoryFiles();
  await keepOn(files, HELD, [2, 1]);
  return files;
};
const POSITIONS = 'positions.json';

describe('a log that can not be gone on with', () => {
  it('is none that was begun once, where only its positions are left', async () => {
    const files = await SOUND();
    await files.remove(LOG_FOLDER);
    await expect(KeptLog.open(files, signer)).rejects.toMatchObject({ code: 'PSR_LOG_MISSING' });
  });

  it('has lost its checkpoint', async () => {
    const files = await SOUND();
    files.take(`${LOG_FOLDER}/checkpoint`);
    await expect(KeptLog.open(files, signer)).rejects.toMatchObject({ code: 'PSR_LOG_MISSING' });
  });

  it.each<[string, (files: MemoryFiles, older: MemoryFiles) => void]>([
    ['lost', (files) => files.take(POSITIONS)],
    ['half written', (files) => files.put(POSITIONS, files.at(POSITIONS).subarray(0, 40))],
    ['of an older copy', (files, older) => files.put(POSITIONS, older.at(POSITIONS))],
  ])('has positions that are %s', async (_, spoil) => {
    const [files, older] = [await SOUND(), new MemoryFiles()];
    await keepOn(older, [1, 1], [1, 1]);
    spoil(files, older);
    await expect(KeptLog.open(files, signer)).rejects.toMatchObject({ code: 'PSR_LOG_POSITION_LOST' });
  });

  it('has positions of another log of the same size', async () => {
    const [files, other] = [await SOUND(), new MemoryFiles()];
    await keepOn(other, HELD, [1, 3]);
    files.put(POSITIONS, other.at(POSITIONS));
    await expect(KeptLog.open(files, signer)).rejects.toMatchObject({ code: 'PSR_LOG_POSITION_LOST' });
  });

  it('is signed by another key, or has lost a tile', async () => {
    const files = await SOUND();
    await expect(KeptLog.open(files, newLog())).rejects.toMatchObject({ code: 'PSR_NOTE_UNSIGNED' });
    files.take(`${LOG_FOLDER}/tile/0/000.p/14`);
    await expect(KeptLog.open(files, signer)).rejects.toMatchObject({ code: 'PSR_TILE_MISSING' });
  });

  it('was overtaken by another writer, which goes on with every record once', async () => {
    const files = await SOUND();
    const slow = (await KeptLog.open(files, signer))!;
    const more: Held = [12, 6];
    await keepOn(files, more, [1, 1]);
    const leaves = [Buffer.from(leafOf(0, 9))];
    const late = slow.append(leaves, { topicId: FIRST.topicId, next: [10n, 5n] });
    await expect(late).rejects.toThrow('PSR_LOG_MOVED');
    expectOnceInOrder(await leavesOf(files, await keepOn(files, more, [1, 1])), more);
  });
});
