import {
  type Checkpoint,
  CHECKPOINT,
  EMPTY_ROOT,
  EvidenceError,
  type LogFiles,
  type NoteSigner,
  Subfolder,
  TlogDirectory,
} from '@passerelle/evidence';
import { StoppedByAlarm } from '@passerelle/kafka';
import { type PositionOf, type Positions, readPositions, writePositions } from './positions.js';

/** Where in the folder the log is: what is served, copied and proven. The positions lie beside it. */
export const LOG_FOLDER = 'log';

/**
 * A transparency log and how far the evidence is in it, moved together: every record is a leaf exactly once, also when
 * the process is killed or the power fails at any step (docs/adr/0020). Before an append the positions of the tree as it
 * is and of the tree to come are durable; afterwards the signed checkpoint says which of the two is true. So the log is
 * its own position, and nothing has to be written in one step in two places.
 *
 * After an error the object is spent: open it again.
 */
export class KeptLog {
  private constructor(
    private readonly files: LogFiles,
    private readonly log: TlogDirectory,
    private at: PositionOf,
  ) {}

  /**
   * Goes on with the log in a folder; null when none was ever begun there.
   * @throws StoppedByAlarm PSR_LOG_MISSING, PSR_LOG_POSITION_LOST, or with the code of what is wrong with the log
   */
  static async open(files: LogFiles, signer: NoteSigner): Promise<KeptLog | null> {
    const positions = await readPositions(files);
    const log = await openLog(new Subfolder(files, LOG_FOLDER), signer);
    if (!log) {
      const begun = positions === 'unreadable' || (positions !== null && positions.after.size > 0);
      if (begun)
        throw new StoppedByAlarm('PSR_LOG_MISSING', 'there are positions, and not the log they are of');
      return null;
    }
    const { size, root } = log.head;
    const known = positions === null || positions === 'unreadable' ? [] : [positions.after, positions.before];
    const at = known.find((each) => each.size === size && each.root.equals(root));
    if (!at) throw new StoppedByAlarm('PSR_LOG_POSITION_LOST', 'no position is of this checkpoint', { size });
    return new KeptLog(files, log, at);
  }

  /** Begins a log, empty, whose first records are these. The folder exists and holds no log. */
  static async begin(files: LogFiles, signer: NoteSigner, first: Positions): Promise<KeptLog> {
    const at = { ...first, size: 0, root: EMPTY_ROOT };
    await files.makeFolder(LOG_FOLDER);
    await files.syncFolder('');
    await writePositions(files, { before: at, after: at });
    return new KeptLog(files, await TlogDirectory.create(new Subfolder(files, LOG_FOLDER), signer), at);
  }

  get head(): Checkpoint {
    return this.log.head;
  }

  /** The records that are in the log. */
  get positions(): Positions {
    return this.at;
  }

  /** Adds leaves, with which the records up to these positions are in the log. All or none. */
  async append(leaves: readonly Uint8Array[], { topicId, next }: Positions): Promise<Checkpoint> {
    let after = this.at;
    const head = await this.log.append(leaves, async ({ size, root }) => {
      after = { topicId, next, size, root };
      await writePositions(this.files, { before: this.at, after });
    });
    this.at = after;
    return head;
  }
}

async function openLog(files: LogFiles, signer: NoteSigner): Promise<TlogDirectory | null> {
  try {
    return await TlogDirectory.open(files, signer);
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    // A first start that was killed may have left an unfinished checkpoint, and never a tile.
    const isNone = (await files.list('')).every(({ name }) => name !== CHECKPOINT && name !== 'tile');
    if (isNone) return null;
    throw new StoppedByAlarm(error.code, 'the log is not what its checkpoint says', {});
  }
}
