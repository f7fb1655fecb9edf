import {
  CHECKPOINT,
  EvidenceError,
  type LogFiles,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  type Tile,
  TILE_WIDTH,
  tileOf,
  tilePath,
} from '@passerelle/evidence';

export interface ServedTile {
  bytes: Buffer;
  /** Full tiles never change again; a partial one goes when the full one is there. */
  isFull: boolean;
}

/**
 * The transparency log as its keeper left it, read only. Nothing that its checkpoint does not cover is shown: a tile
 * beyond it may be of an append that died, and other leaves may yet take its place.
 */
export class ServedLog {
  constructor(private readonly files: Pick<LogFiles, 'read'> | null) {}

  /** The signed note; null when there is no log. */
  async checkpoint(): Promise<Buffer | null> {
    return (await this.files?.read(CHECKPOINT)) ?? null;
  }

  /** @param path as C2SP tlog-tiles writes it, from `tile/` on; null for any other and for what is not in the log */
  async tile(path: string): Promise<ServedTile | null> {
    const tile = tileAt(path);
    const note = await this.checkpoint();
    if (!tile || !note || !this.files || !isCovered(tile, note)) return null;
    const bytes = await this.files.read(tilePath(tile));
    return bytes && { bytes, isFull: tile.width === TILE_WIDTH };
  }
}

function tileAt(path: string): Tile | null {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof EvidenceError) return null;
    throw error;
  }
}

function isCovered({ level, index, width }: Tile, note: Buffer): boolean {
  const { size } = parseCheckpoint(parseNote(note).text);
  return width <= (tileOf(level, index, size)?.width ?? 0);
}
