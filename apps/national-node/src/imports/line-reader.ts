import { BODY_LIMIT_BYTES, ValidationProblem, type Violation } from '@passerelle/runtime';
import { CsvDocuments, CsvError } from './csv.js';
import type { Line } from './file-lines.js';
import type { ImportLine, ImportTarget, RefusedLine } from './import-target.js';
import type { ImportFormat } from './record-splitter.js';

export interface ReadLines<T> {
  lines: ImportLine<T>[];
  refused: RefusedLine[];
}

/** Turns lines into what their target makes of them; a line that is none is told and left out. */
export class LineReader<T> {
  #csv: CsvDocuments | null = null;

  constructor(
    private readonly format: ImportFormat,
    private readonly target: ImportTarget<T>,
  ) {}

  /** A line that was committed before: of those only the header and the references are needed again. */
  skip(line: Line): void {
    try {
      const document = this.#documentOf(line);
      if (document !== null) this.target.skip(document);
    } catch (error) {
      violationsOf(error); // it was refused before
    }
  }

  /** @throws ValidationProblem for a header that is none: without it a file says nothing, and is refused as a whole */
  read(lines: readonly Line[], now: Date): ReadLines<T> {
    const read: ReadLines<T> = { lines: [], refused: [] };
    for (const each of lines) {
      try {
        const document = this.#documentOf(each);
        if (document !== null) read.lines.push({ line: each.line, item: this.target.read(document, now) });
      } catch (error) {
        read.refused.push({ line: each.line, violations: violationsOf(error) });
      }
    }
    return read;
  }

  /** null for an empty line and for the header. */
  #documentOf({ line, raw }: Line): unknown {
    if (this.format === 'csv' && this.#csv === null) {
      this.#csv = headerOf(raw);
      return null;
    }
    if (raw.length > BODY_LIMIT_BYTES) throw violation('line-too-long', 'the line is longer than 256 KB');
    const text = line === 1 ? withoutMark(textOf(raw)) : textOf(raw);
    if (text.trim() === '') return null;
    return this.#csv ? this.#csv.documentOf(text) : parsed(text);
  }
}

function headerOf(raw: Buffer): CsvDocuments {
  try {
    return new CsvDocuments(withoutMark(textOf(raw.subarray(0, BODY_LIMIT_BYTES))));
  } catch (error) {
    throw new HeaderProblem(violationsOf(error));
  }
}

class HeaderProblem extends ValidationProblem {}

function textOf(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw violation('not-utf-8', 'the line is not UTF-8');
  }
}

/** The byte order mark that some programs begin a file with. */
const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');

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
