import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { leafBytes } from '../../test/grown-tree.js';
import { MemoryFiles } from '../../test/memory-files.js';
import { newLog, newWitness, policyOf } from '../../test/people.js';
import { formatCheckpoint } from '../checkpoint/checkpoint.js';
import { addCosignatures } from '../cosignature/add-cosignatures.js';
import { formatSignatureLine } from '../note/note.js';
import { signatureOf } from '../note/sign-note.js';
import { formatEntryBundle, parseEntryBundle } from '../tiles/entry-bundle.js';
import { type Tile, TILE_WIDTH, tilePath } from '../tiles/tile.js';
import { newTiles, tileOf } from '../tiles/tiling.js';
import type { Finding } from './finding.js';
import { fsck } from './fsck.js';
import { LogProver } from './prove-log.js';
import { CHECKPOINT, TlogDirectory } from './tlog-directory.js';

const SIZE = 300;
const [signer, witness] = [newLog(), newWitness()];
const policy = policyOf(signer, witness);
const NEEDED = [CHECKPOINT, ...newTiles(0, SIZE).map(tilePath)];
let sound: MemoryFiles;

const leaves = (from: number, to: number): Buffer[] =>
  Array.from({ length: to - from }, (_, index) => leafBytes(from + index));

/** Cosigned, with a full tile, unfinished ones at two levels, and partial tiles of two earlier sizes. */
beforeAll(async () => {
  sound = new MemoryFiles();
  const log = await TlogDirectory.create(sound, signer);
  for (const size of [200, 270, 285, SIZE]) await log.append(leaves(log.head.size, size));
  const line = formatSignatureLine(await signatureOf(formatCheckpoint(log.head), witness));
  await log.publish(addCosignatures(log.checkpoint, line, [witness.key]));
});

async function findings(files: MemoryFiles): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of fsck(files, policy)) found.push(finding);
  return found;
}

/** What was done, and every place it may be named at. */
interface Tampering {
  files: MemoryFiles;
  places: readonly string[];
  /** Where a leaf was changed: the first one. */
  leaf?: number;
}

function withFile(path: string, bytes: Uint8Array): MemoryFiles {
  const files = new MemoryFiles(sound.entries());
  files.put(path, bytes);
  return files;
}

interface Choice {
  how:
    'flip' | 'cut' | 'lengthen' | 'delete' | 'exchange' | 'plant' | 'leaf' | 'reorder' | 'repeat' | 'forget';
  file: number;
  at: number;
  other: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  how: fc.constantFrom(
    'flip',
    'cut',
    'lengthen',
    'delete',
    'exchange',
    'plant',
    'leaf',
    'reorder',
    'repeat',
    'forget',
  ),
  file: fc.nat(),
  at: fc.nat(),
  other: fc.nat(),
});

function tamper({ how, file, at, other }: Choice): Tampering {
  const paths = sound.paths;
  const path = paths[file % paths.length]!;
  const bytes = Buffer.from(sound.at(path));
  switch (how) {
    case 'flip':
      bytes[at % bytes.length]! ^= 1 << (other % 8);
      return { files: withFile(path, bytes), places: [path] };
    case 'cut':
      return { files: withFile(path, bytes.subarray(0, at % bytes.length)), places: [path] };
    case 'lengthen':
      return { files: withFile(path, Buffer.concat([bytes, Buffer.of(at % 256)])), places: [path] };
    case 'delete':
      return deleted(NEEDED[file % NEEDED.length]!);
    case 'exchange':
      return exchanged(path, paths[other % paths.length]!);
    case 'plant':
      return planted(at, other);
    default:
      return changedLeaves(how, file % 2, at, other);
  }
}

function deleted(path: string): Tampering {
  const files = new MemoryFiles(sound.entries());
  files.take(path);
  return { files, places: [path] };
}

function exchanged(one: string, other: string): Tampering {
  const files = withFile(one, sound.at(other));
  files.put(other, sound.at(one));
  return { files, places: [one, other] };
}

function planted(at: number, other: number): Tampering {
  const places = [
    'notes.txt',
    'tile/0/junk',
    'tile/0/0001',
    'tile/data/000',
    `tile/0/000.p/${1 + (at % 255)}`,
    `tile/entries/001.p/${1 + (at % 43)}`,
  ];
  const path = places[other % places.length]!;
  return { files: withFile(path, Buffer.from([at % 256, 1, 2, 3])), places: [path] };
}

/** The entries of one bundle, told otherwise in a bundle of sound form. */
function changedLeaves(how: Choice['how'], index: number, at: number, other: number): Tampering {
  const bundle = tileOf('entries', index, SIZE) as Tile;
  const entries: Buffer[] = parseEntryBundle(sound.at(tilePath(bundle)), bundle.width);
  const [place, second] = [at % bundle.width, other % bundle.width];
  const told = {
    leaf: () => entries.with(place, Buffer.from('another leaf')),
    reorder: () => entries.with(place, entries[second]!).with(second, entries[place]!),
    repeat: () => entries.with(place, entries[second]!),
    forget: () => entries.toSpliced(place, 1),
  }[how as 'leaf']();
  const first = entries.findIndex((entry, each) => !told[each]?.equals(entry));
  return {
    files: withFile(tilePath(bundle), formatEntryBundle(told)),
    places: [tilePath(bundle)],
    ...(first >= 0 && { leaf: index * TILE_WIDTH + first }),
  };
}

function isChanged({ files }: Tampering): boolean {
  const same = (path: string) => files.paths.includes(path) && files.at(path).equals(sound.at(path));
  return files.paths.length !== sound.paths.length || !sound.paths.every(same);
}

/** Whether what was done is named at its place, and the first changed leaf by its number. */
async function isNamed({ files, places, leaf }: Tampering): Promise<boolean> {
  const found = (await findings(files)).filter(({ path }) => places.includes(path));
  return found.length > 0 && (leaf === undefined || found[0]?.leaf === leaf);
}

describe('fsck', () => {
  it('finds nothing in a log that is whole, nor in the empty one', async () => {
    expect(sound.paths.filter((path) => !NEEDED.includes(path))).toHaveLength(4);
    expect(await findings(sound)).toEqual([]);
    const empty = new MemoryFiles();
    await TlogDirectory.create(empty, signer);
    const found = [];
    for await (const finding of fsck(empty, policyOf(signer))) found.push(finding);
    expect(found).toEqual([]);
  });

  it('names each of 1,200 random changes at its place', async () => {
    const missed: Choice[] = [];
    await fc.assert(
      fc.asyncProperty(choice, async (each) => {
        const tampering = tamper(each);
        fc.pre(isChanged(tampering));
        if (!(await isNamed(tampering))) missed.push(each);
        expect(missed).toEqual([]);
      }),
      { numRuns: 1_200 },
    );
  });

  it('would not have named a change that it was made blind to: these tests can fail', async () => {
    const tampering = tamper({ how: 'leaf', file: 0, at: 17, other: 0 });
    const [path = ''] = tampering.places;
    class Blind extends MemoryFiles {
      override async read(each: string): Promise<Buffer | null> {
        return each === path ? sound.at(path) : super.read(each);
      }
    }
    expect(await isNamed(tampering)).toBe(true);
    expect(await isNamed({ ...tampering, files: new Blind(tampering.files.entries()) })).toBe(false);
  });

  it('names only the leaf that was changed, and only the tile', async () => {
    const { files } = tamper({ how: 'leaf', file: 0, at: 17, other: 0 });
    expect(await findings(files)).toEqual([{ path: 'tile/entries/000', rule: 'differs', leaf: 17 }]);
    for (const path of ['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']) {
      const bytes = Buffer.from(sound.at(path));
      bytes[5]! ^= 1;
      expect(await findings(withFile(path, bytes))).toEqual([{ path, rule: 'differs' }]);
    }
  });

  it('tells a wrong tile from a wrong leaf where both are in reach', async () => {
    const { files } = tamper({ how: 'leaf', file: 0, at: 17, other: 0 });
    files.put('tile/1/000.p/1', Buffer.alloc(32));
    expect(await findings(files)).toEqual([
      { path: 'tile/1/000.p/1', rule: 'differs' },
      { path: 'tile/entries/000', rule: 'differs', leaf: 17 },
    ]);
  });

  it('says that a signed root is of no such tree when tiles and leaves agree on another', async () => {
    const forged = new MemoryFiles();
    const log = await TlogDirectory.create(forged, signer);
    await log.append([...leaves(0, SIZE - 1), Buffer.from('another leaf')]);
    forged.put(CHECKPOINT, sound.at(CHECKPOINT));
    expect(await findings(forged)).toEqual([{ path: CHECKPOINT, rule: 'not-of-this-tree' }]);
  });

  it('says why it does not believe a checkpoint', async () => {
    const log = await TlogDirectory.open(sound, signer);
    const uncosigned = Buffer.from(
      sound
        .at(CHECKPOINT)
        .toString()
        .replace(/\u2014 xb.*\n/, ''),
    );
    expect(log.head.size).toBe(SIZE);
    expect(await findings(withFile(CHECKPOINT, uncosigned))).toEqual([
      { path: CHECKPOINT, rule: 'not-believed', because: 'PSR_CHECKPOINT_QUORUM_MISSING' },
    ]);
    expect(await findings(deleted(CHECKPOINT).files)).toEqual([{ path: CHECKPOINT, rule: 'missing' }]);
  });

  it('passes over what lies beyond the checkpoint, and over files a dying process left', async () => {
    const files = withFile('tile/0/001', Buffer.alloc(8192));
    for (const path of [
      'tile/entries/001.p/200',
      'tile/0/x001/000',
      'tile/2/000.p/1',
      'tile/0/001.p/44.tmp',
      'checkpoint.tmp',
    ])
      files.put(path, Buffer.from('left over'));
    expect(await findings(files)).toEqual([]);
  });

  it('is at home at every size', async () => {
    const files = new MemoryFiles();
    const log = await TlogDirectory.create(files, signer);
    for (const size of [1, 2, 3, 255, 256, 257, 511, 512, 513, 1024]) {
      await log.append(leaves(log.head.size, size));
      const found = [];
      for await (const finding of fsck(files, policyOf(signer))) found.push(finding);
      expect([size, found]).toEqual([size, []]);
    }
  });
});

describe('a prover', () => {
  it('gives entries and proofs of the log under its head', async () => {
    const { head } = await TlogDirectory.open(sound, signer);
    const prover = new LogProver(sound, head);
    expect(await prover.entry(299)).toEqual(leafBytes(299));
    expect(await prover.entry(0)).toEqual(leafBytes(0));
    expect(await prover.inclusion(17)).toHaveLength(9);
    await expect(prover.entry(SIZE)).rejects.toThrow('PSR_PROOF_OUT_OF_RANGE');
    await expect(prover.inclusion(SIZE)).rejects.toThrow('PSR_PROOF_OUT_OF_RANGE');
  });

  it('gives no proof out of tiles that are not its head’s, nor to a head of another history', async () => {
    const { head } = await TlogDirectory.open(sound, signer);
    const damaged = new LogProver(withFile('tile/0/000', Buffer.alloc(8192)), head);
    await expect(damaged.inclusion(17)).rejects.toThrow('PSR_LOG_DAMAGED');
    const prover = new LogProver(sound, head);
    await expect(prover.consistency({ size: 200, root: Buffer.alloc(32) })).rejects.toThrow(
      'PSR_LOG_DAMAGED',
    );
    expect(await prover.consistency(head)).toEqual([]);
  });
});
