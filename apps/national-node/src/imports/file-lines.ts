import { BODY_LIMIT_BYTES } from '@passerelle/runtime';
import { type FileRecord, type ImportFormat, RecordSplitter } from './record-splitter.js';

/** Lines in one transaction: several blocks, which then share the transactions of every hop. */
export const COMMIT_LINES = 500;

export interface Line {
  line: number;
  /** Longer than any line may be where it was. */
  raw: Buffer;
}

/** A file as it comes in, some lines at a time. */
export class FileLines {
  /** The last line has no line end: it may have been cut off. Known once all is read. */
  endsOpen = false;

  constructor(
    private readonly format: ImportFormat,
    private readonly body: AsyncIterable<Buffer>,
  ) {}

  async *batches(): AsyncGenerator<Line[]> {
    const splitter = new RecordSplitter(this.format, BODY_LIMIT_BYTES);
    let waiting: Line[] = [];
    for await (const chunk of this.body) {
      waiting.push(...splitter.push(chunk).map(lineOf));
      for (; waiting.length >= COMMIT_LINES; waiting = waiting.slice(COMMIT_LINES))
        yield waiting.slice(0, COMMIT_LINES);
    }
    const rest = splitter.end().map(lineOf);
    this.endsOpen = rest.length > 0;
    waiting.push(...rest);
    for (; waiting.length > 0; waiting = waiting.slice(COMMIT_LINES)) yield waiting.slice(0, COMMIT_LINES);
  }
}

const TOO_LONG = Buffer.alloc(BODY_LIMIT_BYTES + 1);
const lineOf = ({ line, bytes }: FileRecord): Line => ({ line, raw: bytes ?? TOO_LONG });
