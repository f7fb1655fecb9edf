import { type Checkpoint, formatCheckpoint } from '../checkpoint/checkpoint.js';
import { openCheckpoint } from '../checkpoint/open-checkpoint.js';
import { refuse } from '../errors.js';
import type { NoteKey } from '../note/note-key.js';
import { type NoteSigner, signNote } from '../note/sign-note.js';
import { NO_QUORUM, type Policy } from '../policy/policy.js';
import { GrowingTiles } from '../tiles/growing-tiles.js';
import { tilePath } from '../tiles/tile.js';
import type { LogFiles } from './log-files.js';
import { dropOverwrittenPartials, dropStrandedPartials } from './partial-tiles.js';
import { replaceFiles } from './replace-files.js';

/** Where the signed tree head lies (C2SP tlog-tiles, "Checkpoints"). */
export const CHECKPOINT = 'checkpoint';

/**
 * A transparency log as a folder of plain files, as C2SP tlog-tiles serves them. Tiles and entry bundles are durable
 * before the checkpoint that covers them replaces the one before, so that the folder is a whole log at any instant: a
 * process that dies leaves the old checkpoint or the new one, and what lies beyond it is of no account and overwritten.
 *
 * One writer a folder. After an error the object is spent: open the folder again.
 */
export class TlogDirectory {
  #usable = true;

  private constructor(
    private readonly files: LogFiles,
    private readonly signer: NoteSigner,
    private readonly tiles: GrowingTiles,
    private note: Buffer,
  ) {}

  /** Begins a log with the signed empty tree. @throws EvidenceError PSR_LOG_EXISTS when the folder holds anything of one */
  static async create(files: LogFiles, signer: NoteSigner): Promise<TlogDirectory> {
    const found = await files.list('');
    if (found.some(({ name }) => name === CHECKPOINT || name === 'tile')) refuse('PSR_LOG_EXISTS');
    const tiles = GrowingTiles.empty();
    const note = await signHead(tiles, signer);
    await replaceFiles(files, new Map([[CHECKPOINT, note]]));
    return new TlogDirectory(files, signer, tiles, note);
  }

  /**
   * Goes on with a log. Never begins one: a folder that lost its checkpoint is no new log.
   * @throws EvidenceError PSR_LOG_MISSING; PSR_LOG_DAMAGED when the tiles are not those of the checkpoint (fsck says
   *   where); what {@link openCheckpoint} refuses
   */
  static async open(files: LogFiles, signer: NoteSigner): Promise<TlogDirectory> {
    const note = (await files.read(CHECKPOINT)) ?? refuse('PSR_LOG_MISSING');
    const { checkpoint } = openCheckpoint(note, signedBy(signer.key));
    const tiles = await GrowingTiles.resume(files, checkpoint.size);
    if (!tiles.root.equals(checkpoint.root)) refuse('PSR_LOG_DAMAGED');
    return new TlogDirectory(files, signer, tiles, note);
  }

  get head(): Checkpoint {
    return headOf(this.tiles, this.signer);
  }

  /** The signed note of {@link head}, as it lies in the folder. */
  get checkpoint(): Buffer {
    return this.note;
  }

  /**
   * Adds leaves in this order and signs the tree they make. All or none, also when the process is killed.
   * @param announce is told the head to come before anything is written: whoever keeps a note beside the log writes both
   *   heads down there, and finds out later from the checkpoint which of them is true
   * @throws EvidenceError PSR_LEAF_TOO_LARGE; PSR_LOG_MOVED when somebody else wrote, or an earlier call failed
   */
  async append(
    leaves: readonly Uint8Array[],
    announce: (next: Checkpoint) => Promise<void> = async () => {},
  ): Promise<Checkpoint> {
    return this.#once(async () => {
      const before = this.tiles.size;
      const written = this.tiles.append(leaves);
      if (written.length === 0) return this.head;
      await this.#requireUnmoved();
      await announce(this.head);
      const tiles = written.map(({ tile }) => tile);
      await dropStrandedPartials(this.files, tiles, before);
      await replaceFiles(this.files, new Map(written.map(({ tile, bytes }) => [tilePath(tile), bytes])));
      await this.#replaceCheckpoint(await signHead(this.tiles, this.signer));
      await dropOverwrittenPartials(this.files, tiles);
      return this.head;
    });
  }

  /**
   * Replaces the note of the head by one with more signatures, such as a witness's.
   * @throws EvidenceError PSR_LOG_MOVED when it is the note of another head; what {@link openCheckpoint} refuses
   */
  async publish(note: Buffer): Promise<void> {
    await this.#once(async () => {
      const { text } = openCheckpoint(note, signedBy(this.signer.key));
      if (text !== formatCheckpoint(this.head)) refuse('PSR_LOG_MOVED');
      await this.#replaceCheckpoint(note);
    });
  }

  async #replaceCheckpoint(note: Buffer): Promise<void> {
    await this.#requireUnmoved();
    await replaceFiles(this.files, new Map([[CHECKPOINT, note]]));
    this.note = note;
  }

  async #requireUnmoved(): Promise<void> {
    const found = await this.files.read(CHECKPOINT);
    if (!found?.equals(this.note)) refuse('PSR_LOG_MOVED');
  }

  /** What memory holds is that of the folder only while every step succeeds, one call at a time. */
  async #once<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#usable) refuse('PSR_LOG_MOVED');
    this.#usable = false;
    const result = await work();
    this.#usable = true;
    return result;
  }
}

/** The policy of whoever asks for the log's own signature only. */
export function signedBy(log: NoteKey): Policy {
  return { logs: [log], witnesses: new Map(), quorum: NO_QUORUM };
}

function headOf({ size, root }: GrowingTiles, { key }: NoteSigner): Checkpoint {
  return { origin: key.name, size, root };
}

async function signHead(tiles: GrowingTiles, signer: NoteSigner): Promise<Buffer> {
  return signNote(formatCheckpoint(headOf(tiles, signer)), signer);
}
