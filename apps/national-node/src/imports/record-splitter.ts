export type ImportFormat = 'ndjson' | 'csv';

/** One record of a file: a line of NDJSON, or a row of CSV, which may hold line breaks within quotes. */
export interface FileRecord {
  /** Number of its first line, from 1. */
  line: number;
  /** Without its line end; null where it is longer than any document may be. */
  bytes: Buffer | null;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

/** Cuts a stream into records as it comes. Holds no more than one chunk and one record. */
export class RecordSplitter {
  #rest: Buffer[] = [];
  #restBytes = 0;
  #quoted = false;
  #line = 1;
  #breaksInside = 0;

  constructor(
    private readonly format: ImportFormat,
    private readonly maxBytes: number,
  ) {}

  push(chunk: Buffer): FileRecord[] {
    const records: FileRecord[] = [];
    let from = 0;
    for (let end = this.#recordEnd(chunk, 0); end >= 0; end = this.#recordEnd(chunk, from)) {
      this.#keep(chunk.subarray(from, end));
      records.push(this.#take());
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
    return records;
  }

  /** What stands after the last line end. */
  end(): FileRecord[] {
    return this.#restBytes > 0 ? [this.#take()] : [];
  }

  /** Where the record ends that goes on at `from`; -1 where the chunk does not hold its end. */
  #recordEnd(chunk: Buffer, from: number): number {
    if (this.format === 'ndjson') return chunk.indexOf(LINE_FEED, from);
    for (let at = from; at < chunk.length; at += 1) {
      if (chunk[at] === QUOTE) this.#quoted = !this.#quoted;
      else if (chunk[at] === LINE_FEED) {
        if (!this.#quoted) return at;
        this.#breaksInside += 1;
      }
    }
    return -1;
  }

  #keep(part: Buffer): void {
    this.#restBytes += part.length;
    // Of a record that is too long only its length matters.
    if (this.#restBytes > this.maxBytes) this.#rest = [];
    else if (part.length > 0) this.#rest.push(part);
  }

  #take(): FileRecord {
    const bytes = this.#restBytes > this.maxBytes ? null : withoutReturn(Buffer.concat(this.#rest));
    const record = { line: this.#line, bytes };
    this.#line += 1 + this.#breaksInside;
    this.#breaksInside = 0;
    this.#rest = [];
    this.#restBytes = 0;
    return record;
  }
}

const withoutReturn = (bytes: Buffer): Buffer =>
  bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
