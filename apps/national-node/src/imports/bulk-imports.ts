import { Inject, Injectable } from '@nestjs/common';
import { type BulkImport, BulkImportRepository, withTransaction } from '@passerelle/persistence';
import { BODY_LIMIT_BYTES, Clock, IdSource, ValidationProblem, type Violation } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { keyReused } from '../alerts/alert-errors.js';
import { IdempotentRequests } from '../alerts/idempotent-requests.js';
import { CsvDocuments, CsvError } from './csv.js';
import { importBusy } from './import-errors.js';
import type { ImportTarget } from './import-target.js';
import { type FileRecord, type ImportFormat, RecordSplitter } from './record-splitter.js';

/** Lines in one transaction, and entries in one block. */
const COMMIT_LINES = 100;
/** So many broken rules are told one by one; behind them lines are only counted. */
export const MAX_ERRORS = 100;

interface Line {
  line: number;
  raw: Buffer;
}

/**
 * Takes in a file line by line, whatever its length, and commits it a hundred lines at a time. The progress is moved in
 * the transaction of the lines, so a file that is sent again goes on exactly where it stopped.
 */
@Injectable()
export class BulkImports {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(BulkImportRepository) private readonly imports: BulkImportRepository,
    @Inject(IdempotentRequests) private readonly requests: IdempotentRequests,
  ) {}

  /**
   * @throws PasserelleError 409 where the key was used for another file, or another request is at it
   * @throws ValidationProblem 422 for a header that is none
   */
  async run<T>(
    caller: { subject: string; key: string },
    format: ImportFormat,
    body: AsyncIterable<Buffer>,
    target: ImportTarget<T>,
  ): Promise<BulkImport> {
    let progress = await this.imports.begin(this.#fresh(target.name, format, caller.subject, caller.key));
    if (progress.target !== target.name || progress.format !== format) throw keyReused();
    const reader = new LineReader(format, target, this.clock);
    const known = { lines: progress.lines, chainMac: progress.chainMac };
    let chain = this.#mac('');
    let seen = 0;
    for await (const batch of batchesOf(format, body)) {
      const fresh: Line[] = [];
      for (const line of batch) {
        if (seen === known.lines && chain !== known.chainMac) throw keyReused();
        chain = this.#mac(chain, line.raw);
        seen += 1;
        if (seen > known.lines) fresh.push(line);
        else reader.skip(line);
      }
      if (fresh.length === 0) continue;
      if (progress.state === 'done') throw keyReused();
      progress = await this.#commit(progress, reader.read(fresh), fresh.length, chain, target);
    }
    if (seen < known.lines || (seen === known.lines && chain !== known.chainMac)) throw keyReused();
    return progress.state === 'done' ? progress : this.#finish(progress);
  }

  /** Reads the whole file and stores nothing. */
  async rehearse<T>(
    format: ImportFormat,
    body: AsyncIterable<Buffer>,
    target: ImportTarget<T>,
  ): Promise<BulkImport> {
    const reader = new LineReader(format, target, this.clock);
    let progress = this.#fresh(target.name, format, '', '');
    for await (const batch of batchesOf(format, body)) {
      progress = added(progress, reader.read(batch), batch.length);
    }
    return { ...progress, state: 'done' };
  }

  async #commit<T>(
    progress: BulkImport,
    read: ReadLines<T>,
    lines: number,
    chainMac: string,
    { store }: ImportTarget<T>,
  ): Promise<BulkImport> {
    const next = { ...added(progress, read, lines), chainMac, updatedAt: this.clock.now() };
    await withTransaction(this.database, async (manager) => {
      if (!(await this.imports.advance(manager, progress.lines, next))) throw importBusy();
      if (read.documents.length > 0) await store(manager, read.documents);
    });
    return next;
  }

  async #finish(progress: BulkImport): Promise<BulkImport> {
    const done = { ...progress, state: 'done' as const, updatedAt: this.clock.now() };
    await withTransaction(this.database, async (manager) => {
      if (!(await this.imports.advance(manager, progress.lines, done))) throw importBusy();
    });
    return done;
  }

  #fresh(target: string, format: ImportFormat, subject: string, key: string): BulkImport {
    const now = this.clock.now();
    return {
      importId: this.ids.uuid(),
      subject,
      keyMac: this.#mac(key),
      target,
      format,
      state: 'running',
      lines: 0,
      stored: 0,
      refused: 0,
      errors: [],
      chainMac: this.#mac(''),
      startedAt: now,
      updatedAt: now,
    };
  }

  #mac(...parts: (string | Buffer)[]): string {
    return this.requests.macOf(...parts);
  }
}

interface ReadLines<T> {
  documents: T[];
  refusedLines: number;
  errors: BulkImport['errors'];
}

function added<T>(
  progress: BulkImport,
  { documents, refusedLines, errors }: ReadLines<T>,
  lines: number,
): BulkImport {
  return {
    ...progress,
    lines: progress.lines + lines,
    stored: progress.stored + documents.length,
    refused: progress.refused + refusedLines,
    errors: [...progress.errors, ...errors].slice(0, MAX_ERRORS),
  };
}

/** Turns lines into documents; a line that is none is told and left out. */
class LineReader<T> {
  #csv: CsvDocuments | null = null;

  constructor(
    private readonly format: ImportFormat,
    private readonly target: ImportTarget<T>,
    private readonly clock: Clock,
  ) {}

  /** A line that was committed before; of those only the header is needed again. */
  skip({ raw }: Line): void {
    if (this.format === 'csv') this.#csv ??= headerOf(raw);
  }

  read(lines: readonly Line[]): ReadLines<T> {
    const read: ReadLines<T> = { documents: [], refusedLines: 0, errors: [] };
    for (const each of lines) {
      try {
        const document = this.#documentOf(each);
        if (document !== null) read.documents.push(this.target.read(document, this.clock.now()));
      } catch (error) {
        read.refusedLines += 1;
        read.errors.push(...violationsOf(error).map((violation) => ({ line: each.line, ...violation })));
      }
    }
    return read;
  }

  /** null for an empty line and for the header. */
  #documentOf({ raw }: Line): unknown {
    if (raw.length > BODY_LIMIT_BYTES) throw violation('line-too-long', 'the line is longer than 256 KB');
    if (this.format === 'csv' && this.#csv === null) {
      this.#csv = headerOf(raw);
      return null;
    }
    const text = textOf(raw);
    if (text.trim() === '') return null;
    return this.#csv ? this.#csv.documentOf(text) : parsed(text);
  }
}

function headerOf(raw: Buffer): CsvDocuments {
  try {
    return new CsvDocuments(textOf(raw));
  } catch (error) {
    throw error instanceof CsvError ? new HeaderProblem(violationsOf(error)) : error;
  }
}

/** Without its header a file says nothing: it is refused as a whole. */
class HeaderProblem extends ValidationProblem {}

function textOf(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw violation('not-utf-8', 'the line is not UTF-8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw violation('not-json', 'the line is not JSON');
  }
}

const violation = (rule: string, message: string): ValidationProblem =>
  new ValidationProblem([{ path: '', rule, message }]);

const CSV_MESSAGES: Record<CsvError['rule'], string> = {
  'csv-quote': 'a quote stands where none may (RFC 4180)',
  'csv-cells': 'the row has another number of cells than the header',
  'csv-number': 'the cell is not a number',
  'csv-column': 'no column of this name is known, or it stands twice',
};

/** @throws whatever is no refusal of the line */
function violationsOf(error: unknown): readonly Violation[] {
  if (error instanceof HeaderProblem) throw error;
  if (error instanceof ValidationProblem) return error.errors;
  if (!(error instanceof CsvError)) throw error;
  const path =
    error.column === undefined || error.rule === 'csv-column' ? '' : `/${error.column.replaceAll('.', '/')}`;
  return [{ path, rule: error.rule, message: CSV_MESSAGES[error.rule] }];
}

/** A hundred records at a time. */
async function* batchesOf(format: ImportFormat, body: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  const splitter = new RecordSplitter(format, BODY_LIMIT_BYTES);
  let waiting: Line[] = [];
  for await (const chunk of body) {
    waiting.push(...splitter.push(chunk).map(lineOf));
    for (; waiting.length >= COMMIT_LINES; waiting = waiting.slice(COMMIT_LINES)) {
      yield waiting.slice(0, COMMIT_LINES);
    }
  }
  waiting.push(...splitter.end().map(lineOf));
  for (; waiting.length > 0; waiting = waiting.slice(COMMIT_LINES)) yield waiting.slice(0, COMMIT_LINES);
}

const TOO_LONG = Buffer.alloc(BODY_LIMIT_BYTES + 1);
const lineOf = ({ line, bytes }: FileRecord): Line => ({ line, raw: bytes ?? TOO_LONG });
