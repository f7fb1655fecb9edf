import { partialsFolder, type Tile, TILE_WIDTH } from '../tiles/tile.js';
import { hashesAt } from '../tiles/tiling.js';
import type { LogFiles } from './log-files.js';

/**
 * Removes partial tiles wider than the tree of size `before` has them. An append that died may have left them, of other
 * leaves than the next one brings; once the tree is that wide they would pass for its own.
 */
export async function dropStrandedPartials(
  files: LogFiles,
  tiles: readonly Tile[],
  before: number,
): Promise<void> {
  for (const tile of tiles) {
    const folder = partialsFolder(tile);
    const hashes = hashesAt(tile.level === 'entries' ? 0 : tile.level, before);
    const width = hashes - tile.index * TILE_WIDTH;
    const stranded = (await files.list(folder)).filter(({ name }) => !(Number.parseInt(name, 10) <= width));
    for (const { name } of stranded) await files.remove(`${folder}/${name}`);
    if (stranded.length > 0) await files.syncFolder(folder);
  }
}

/**
 * Removes the partial tiles of tiles that are full now, which whoever looks for one takes instead (C2SP tlog-tiles,
 * "Partial Tiles"): a log that signs every minute would otherwise keep each bundle some hundred times.
 */
export async function dropOverwrittenPartials(files: LogFiles, tiles: readonly Tile[]): Promise<void> {
  for (const tile of tiles) if (tile.width === TILE_WIDTH) await files.remove(partialsFolder(tile));
}
