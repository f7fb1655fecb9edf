import { refuse } from '../errors.js';
import type { Hash } from '../merkle/hashes.js';
import { parseEntryBundle } from './entry-bundle.js';
import { parseHashTile } from './hash-tile.js';
import { type Tile, TILE_WIDTH, tilePath } from './tile.js';

/** Where tiles come from: a directory, a partner's server, memory. */
export interface TileReader {
  /** The file at this path below the log's prefix; null when there is none. */
  read(path: string): Promise<Buffer | null>;
}

/** @throws EvidenceError PSR_TILE_MISSING with the path, PSR_TILE_MALFORMED */
export function readHashTile(tiles: TileReader, tile: Tile): Promise<Hash[]> {
  return readTile(tiles, tile, parseHashTile);
}

/** @throws EvidenceError PSR_TILE_MISSING with the path, PSR_BUNDLE_MALFORMED */
export function readEntries(tiles: TileReader, bundle: Tile): Promise<Buffer[]> {
  return readTile(tiles, bundle, parseEntryBundle);
}

async function readTile<T>(
  tiles: TileReader,
  tile: Tile,
  parse: (file: Buffer, width: number) => T[],
): Promise<T[]> {
  const file = await tiles.read(tilePath(tile));
  if (file) return parse(file, tile.width);
  // A partial tile may be deleted once the full one is there (C2SP tlog-tiles, "Partial Tiles").
  const full = tile.width < TILE_WIDTH ? await tiles.read(tilePath({ ...tile, width: TILE_WIDTH })) : null;
  return full ? parse(full, TILE_WIDTH).slice(0, tile.width) : refuse('PSR_TILE_MISSING', tilePath(tile));
}
