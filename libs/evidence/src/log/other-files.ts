import { parseEntryBundle } from '../tiles/entry-bundle.js';
import { HASH_BYTES } from '../merkle/hashes.js';
import { parseTilePath, type Tile, tilePath } from '../tiles/tile.js';
import { tileOf } from '../tiles/tiling.js';
import type { Finding } from './finding.js';
import type { LogFiles } from './log-files.js';
import { UNFINISHED } from './replace-files.js';
import { orNull } from './stored-hashes.js';
import { CHECKPOINT } from './tlog-directory.js';

/**
 * Looks at what lies in a log's folder besides the tree of this size: partial tiles of earlier sizes must be the
 * beginning of what they became, and nothing else may be there.
 * @param named files of the tree that are wrong themselves: nothing is held against them
 */
export async function* checkOtherFiles(
  files: LogFiles,
  size: number,
  named: ReadonlySet<string>,
): AsyncGenerator<Finding> {
  for await (const path of allFiles(files, '')) {
    if (path === CHECKPOINT) continue;
    const name = path.endsWith(UNFINISHED) ? path.slice(0, -UNFINISHED.length) : path;
    const tile = orNull(() => parseTilePath(name));
    if (!tile && name !== CHECKPOINT) yield { path, rule: 'stranger' };
    else if (tile && name === path && !(await isEarlier(files, tile, size, named)))
      yield { path, rule: 'differs' };
  }
}

/** Whether a file is, or is the beginning of, what the tree has in its place, or lies beyond the tree. */
async function isEarlier(
  files: LogFiles,
  tile: Tile,
  size: number,
  named: ReadonlySet<string>,
): Promise<boolean> {
  const now = tileOf(tile.level, tile.index, size);
  if (!now || tile.width >= now.width || named.has(tilePath(now))) return true;
  const [earlier, later] = [await files.read(tilePath(tile)), await files.read(tilePath(now))];
  return earlier !== null && later !== null && isBeginning(earlier, later, tile, now);
}

function isBeginning(earlier: Buffer, later: Buffer, tile: Tile, now: Tile): boolean {
  return earlier.length === lengthOf(tile, now, later) && later.subarray(0, earlier.length).equals(earlier);
}

/** How many bytes of a tile or bundle its first ones are. */
function lengthOf(earlier: Tile, now: Tile, file: Buffer): number {
  if (earlier.level !== 'entries') return earlier.width * HASH_BYTES;
  const entries = orNull(() => parseEntryBundle(file, now.width)) ?? [];
  return entries.slice(0, earlier.width).reduce((bytes, entry) => bytes + 2 + entry.length, 0);
}

async function* allFiles(files: LogFiles, folder: string): AsyncGenerator<string> {
  for (const { name, isFolder } of await files.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (isFolder) yield* allFiles(files, path);
    else yield path;
  }
}
