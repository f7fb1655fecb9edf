import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { grow, leafBytes } from '../../test/grown-tree.js';
import { MemoryFiles } from '../../test/memory-files.js';
import { inclusionProof } from '../merkle/prove.js';
import { formatEntryBundle, MAX_ENTRY_BYTES, parseEntryBundle } from './entry-bundle.js';
import { GrowingTiles } from './growing-tiles.js';
import { formatHashTile } from './hash-tile.js';
import { parseTilePath, tilePath } from './tile.js';
import { TileHashes } from './tile-hashes.js';
import { newTiles, rightEdge, tileOf } from './tiling.js';

const leaves = (from: number, to: number): Buffer[] =>
  Array.from({ length: to - from }, (_, index) => leafBytes(from + index));

/** The tiles of a tree that grew in these steps, as files. */
function files(...sizes: readonly number[]): MemoryFiles {
  const [found, tiles] = [new MemoryFiles(), GrowingTiles.empty()];
  for (const size of sizes) {
    for (const { tile, bytes } of tiles.append(leaves(tiles.size, size))) found.put(tilePath(tile), bytes);
  }
  return found;
}

describe('a tile', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 5, width: 1 }, 'tile/0/005.p/1'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: 1, index: 1_234_067, width: 256 }, 'tile/1/x001/x234/067'],
    [{ level: 'entries', index: 1000, width: 8 }, 'tile/entries/x001/000.p/8'],
  ] as const)('%j has the path %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it('is found again by its path', () => {
    const tile = fc.record({
      level: fc.oneof(fc.nat({ max: 63 }), fc.constant('entries' as const)),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(fc.property(tile, (each) => expect(parseTilePath(tilePath(each))).toEqual(each)));
  });

  it.each([
    '',
    'tile/0',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/x000/001',
    'tile/00/001',
    'tile/64/001',
    'tile/data/001',
    'tile/8/0/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/01',
    'tile/0/001.p',
    'tile/0/001.p/1/2',
    'tile/0/../001',
    '/tile/0/001',
    'tile/0/001\n',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('is refused at the path %j', (path) => {
    expect(() => parseTilePath(path)).toThrow('PSR_TILE_PATH_MALFORMED');
  });
});

describe('tiling', () => {
  it('cuts a tree of 70,000 as the example of C2SP tlog-tiles says', () => {
    const tiles = newTiles(0, 70_000);
    const at = (level: number | 'entries') => tiles.filter((tile) => tile.level === level);
    expect(at(0).filter(({ width }) => width === 256)).toHaveLength(273);
    expect(rightEdge(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(at(1)).toHaveLength(2);
    expect(at('entries')).toHaveLength(274);
    expect(newTiles(0, 256).map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
  });

  it('says what an append writes', () => {
    const sizes = fc.tuple(fc.nat({ max: 1200 }), fc.nat({ max: 1200 }));
    fc.assert(
      fc.property(sizes, ([from, more]) => {
        const tiles = GrowingTiles.empty();
        tiles.append(leaves(0, from));
        const written = tiles.append(leaves(from, from + more)).map(({ tile }) => tilePath(tile));
        expect(written.sort()).toEqual(
          newTiles(from, from + more)
            .map(tilePath)
            .sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('has nothing to say of what a tree has not', () => {
    expect(tileOf(0, -1, 256)).toBeNull();
    expect(tileOf(0, 0.5, 256)).toBeNull();
    expect(tileOf(0, 1, 256)).toBeNull();
    expect(tileOf(1, 0, 255)).toBeNull();
    expect(rightEdge(0)).toEqual([]);
  });
});

describe('growing tiles', () => {
  it('make the same files however the leaves came, and resume anywhere', async () => {
    const whole = files(65_800);
    const [stepped, sizes] = [new MemoryFiles(), [0, 1, 255, 256, 257, 600, 65_535, 65_536, 65_537, 65_800]];
    for (const [at, size] of sizes.slice(1).entries()) {
      const tiles = await GrowingTiles.resume(stepped, sizes[at]!);
      for (const { tile, bytes } of tiles.append(leaves(tiles.size, size)))
        stepped.put(tilePath(tile), bytes);
    }
    const needed = newTiles(0, 65_800).map(tilePath);
    expect(needed.filter((path) => !stepped.at(path).equals(whole.at(path)))).toEqual([]);
  });

  it('have the root of the tree', () => {
    const [tree, tiles] = [grow(600), GrowingTiles.empty()];
    for (let size = 1; size <= 600; size += 1) {
      tiles.append([leafBytes(size - 1)]);
      expect(tiles.root.equals(tree.root(size))).toBe(true);
    }
  });
});

describe('hashes out of tiles', () => {
  it('are those of the tree, at every level', async () => {
    const [tree, hashes] = [grow(1_000), new TileHashes(files(1_000), 1_000)];
    for (let level = 0; 2 ** level <= 1_000; level += 1) {
      for (let index = 0; (index + 1) * 2 ** level <= 1_000; index += 7)
        expect(await hashes.hashAt({ level, index })).toEqual(tree.hashAt({ level, index }));
    }
  });

  it('come from the full tile once the partial one is deleted', async () => {
    const found = files(300, 600);
    found.take('tile/0/001.p/44');
    expect(await new TileHashes(found, 300).hashAt({ level: 0, index: 299 })).toEqual(grow(300).leaf(299));
  });

  it('are not there beyond the tree', async () => {
    const hashes = new TileHashes(files(300), 300);
    for (const node of [
      { level: 0, index: 300 },
      { level: 1, index: 150 },
      { level: 9, index: 0 },
    ])
      await expect(hashes.hashAt(node)).rejects.toThrow('PSR_PROOF_OUT_OF_RANGE');
  });

  it('are refused by name where a tile is missing or too short', async () => {
    const found = files(600);
    found.put('tile/0/000', Buffer.alloc(8191));
    found.take('tile/0/001');
    const hashes = new TileHashes(found, 600);
    await expect(hashes.hashAt({ level: 0, index: 1 })).rejects.toThrow('PSR_TILE_MALFORMED');
    await expect(hashes.hashAt({ level: 0, index: 256 })).rejects.toThrow('PSR_TILE_MISSING: tile/0/001');
  });

  it('are read again after a read that failed', async () => {
    const found = files(300);
    let fails = true;
    const failing = {
      read: async (path: string) => {
        if (fails) throw new Error('EIO');
        return found.read(path);
      },
    };
    const hashes = new TileHashes(failing, 300);
    await expect(hashes.hashAt({ level: 0, index: 5 })).rejects.toThrow('EIO');
    fails = false;
    expect(await hashes.hashAt({ level: 0, index: 5 })).toEqual(grow(6).leaf(5));
  });

  it('cost a proof out of ten million leaves one tile a level and edge', async () => {
    const size = 10_000_000;
    const reads: string[] = [];
    const synthetic = {
      read: (path: string) => {
        reads.push(path);
        const { level, width } = parseTilePath(path);
        return Promise.resolve(
          formatHashTile(Array.from({ length: width }, () => Buffer.alloc(32, Number(level)))),
        );
      },
    };
    const hashes = new TileHashes(synthetic, size);
    for (const index of [0, 5_000_000, size - 1]) {
      reads.length = 0;
      await inclusionProof(index, size, new TileHashes(synthetic, size).hashAt);
      expect(reads.length).toBeLessThanOrEqual(6);
    }
    reads.length = 0;
    for (let index = 0; index < 200; index += 1) await inclusionProof(index, size, hashes.hashAt);
    expect(reads.length).toBeLessThanOrEqual(6);
  });
});

describe('an entry bundle', () => {
  const entry = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));

  it('reads back any entries, the empty one too', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        expect(parseEntryBundle(formatEntryBundle(entries), entries.length)).toEqual(entries);
      }),
    );
  });

  it('holds the largest entry its length can say, and no larger one', () => {
    expect(parseEntryBundle(formatEntryBundle([Buffer.alloc(MAX_ENTRY_BYTES)]), 1)[0]).toHaveLength(
      MAX_ENTRY_BYTES,
    );
    expect(() => formatEntryBundle([Buffer.alloc(MAX_ENTRY_BYTES + 1)])).toThrow('PSR_LEAF_TOO_LARGE');
  });

  it('is refused when it is cut anywhere, or goes on', () => {
    const bundle = formatEntryBundle([Buffer.from('one'), Buffer.from('two')]);
    for (let length = 0; length < bundle.length; length += 1)
      expect(() => parseEntryBundle(bundle.subarray(0, length), 2)).toThrow('PSR_BUNDLE_MALFORMED');
    expect(() => parseEntryBundle(Buffer.concat([bundle, Buffer.of(0)]), 2)).toThrow('PSR_BUNDLE_MALFORMED');
    expect(() => parseEntryBundle(bundle, 1)).toThrow('PSR_BUNDLE_MALFORMED');
  });
});
