import { parseDecimal } from '../encoding/decimal.js';
import { EvidenceError, refuse } from '../errors.js';

/** Hashes of a full tile, entries of a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
/** Levels of the tree that one tile holds: 2^8 = 256. */
export const TILE_HEIGHT = 8;
const MAX_LEVEL = 63;

/**
 * `width` consecutive hashes at one level of tiles, from number `index * 256` on (C2SP tlog-tiles, "Merkle Tree"); or
 * the entries themselves, in bundles that are cut like the tiles of level 0 ("Log entries").
 */
export interface Tile {
  level: number | 'entries';
  index: number;
  /** 1 to 256; below 256 it is partial. */
  width: number;
}

/** Below the log's prefix, such as `tile/0/x001/234.p/12` (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: Tile): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${partial}`;
}

/** The folder of the partial widths of this tile. */
export function partialsFolder({ level, index }: Tile): string {
  return `tile/${level}/${indexPath(index)}.p`;
}

/** @throws EvidenceError PSR_TILE_PATH_MALFORMED for anything that {@link tilePath} would not write */
export function parseTilePath(path: string): Tile {
  const [, level = '', index = '', , width] =
    /^tile\/(entries|[0-9]+)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(\.p\/([0-9]+))?$/.exec(path) ?? malformed();
  try {
    const tile: Tile = {
      level: level === 'entries' ? 'entries' : parseDecimal(level),
      index: Number(index.replaceAll(/[x/]/g, '')),
      width: width === undefined ? TILE_WIDTH : parseDecimal(width),
    };
    const known = level === 'entries' || Number(level) <= MAX_LEVEL;
    const sound = tile.width >= 1 && tile.width <= TILE_WIDTH && Number.isSafeInteger(tile.index);
    if (known && sound && tilePath(tile) === path) return tile;
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
  }
  return malformed();
}

/** Three digits to a folder, all but the last marked with an x: no folder grows beyond 3,000 names. */
function indexPath(index: number): string {
  const groups = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/[0-9]{3}/g);
  const [last = '', ...others] = (groups ?? []).toReversed();
  return [...others.toReversed().map((group) => `x${group}`), last].join('/');
}

function malformed(): never {
  return refuse('PSR_TILE_PATH_MALFORMED');
}
