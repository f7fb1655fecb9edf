import { formatHash, type LogFiles, replaceFiles } from '@passerelle/evidence';
import { ExchangeModelError, parseRecord, shape } from '@passerelle/exchange-model';

/** How far the evidence topic is in the log. */
export interface Positions {
  /** The incarnation of the topic: another after it was deleted and made anew. */
  topicId: string;
  /** By partition: the offset of the first record that is not in the log. */
  next: readonly bigint[];
}

/** A tree, as its size and root name it, and the records that are in it. */
export interface PositionOf extends Positions {
  size: number;
  root: Buffer;
}

/** The tree before an append and the one after it: which of them is true, the checkpoint says. */
export interface PositionPair {
  before: PositionOf;
  after: PositionOf;
}

const FILE = 'positions.json';
const OFFSET = /^(?:0|[1-9][0-9]{0,18})$/;
const HASH = /^[A-Za-z0-9+/]{43}=$/;

const position = shape.object({
  size: shape.integer(0),
  root: shape.text(HASH),
  topicId: shape.text(/^[!-~]{1,200}$/),
  next: shape.list(shape.text(OFFSET)),
});
const pair = shape.object({ before: position, after: position });

/** Null when there is none; `unreadable` when it is not what {@link writePositions} writes. */
export async function readPositions(files: LogFiles): Promise<PositionPair | 'unreadable' | null> {
  const found = await files.read(FILE);
  if (!found) return null;
  try {
    const { before, after } = parseRecord(pair, found.toString());
    return { before: parsed(before), after: parsed(after) };
  } catch (error) {
    if (error instanceof ExchangeModelError) return 'unreadable';
    throw error;
  }
}

/** Durable once it returns; after a power cut the file is as it was or as it is to be. */
export async function writePositions(files: LogFiles, { before, after }: PositionPair): Promise<void> {
  const text = JSON.stringify({ before: formatted(before), after: formatted(after) }, null, 2);
  await replaceFiles(files, new Map([[FILE, Buffer.from(`${text}\n`)]]));
}

function parsed({ root, next, ...others }: ReturnType<typeof position>): PositionOf {
  return { ...others, root: Buffer.from(root, 'base64'), next: next.map(BigInt) };
}

function formatted({ size, root, topicId, next }: PositionOf): ReturnType<typeof position> {
  return { size, root: formatHash(root), topicId, next: next.map(String) };
}
