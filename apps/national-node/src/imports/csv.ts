import { asciiDigits } from '@passerelle/exchange-model';

/** Why a row of CSV is none. */
export type CsvRule = 'csv-quote' | 'csv-cells' | 'csv-number';

export class CsvError extends Error {
  override readonly name = 'CsvError';
  constructor(
    readonly rule: CsvRule | 'csv-column',
    readonly column?: string,
  ) {
    super(rule);
  }
}

/** What stands between cells: the comma of RFC 4180, or the semicolon that French spreadsheets write. */
export type Separator = ',' | ';';

/** The cells of one row (RFC 4180 §2): a quote stands only around a whole cell, and twice within one. */
export function cellsOf(row: string, separator: Separator = ','): string[] {
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const quoted = row[at] === '"';
    const end = quoted ? closingQuote(row, at) : cellEnd(row, at, separator);
    const cell = quoted ? row.slice(at + 1, end).replaceAll('""', '"') : row.slice(at, end);
    if (!quoted && cell.includes('"')) throw new CsvError('csv-quote');
    cells.push(cell);
    at = quoted ? end + 1 : end;
    if (at >= row.length) return cells;
    if (row[at] !== separator) throw new CsvError('csv-quote');
  }
}

function cellEnd(row: string, from: number, separator: Separator): number {
  const end = row.indexOf(separator, from);
  return end < 0 ? row.length : end;
}

function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from + 1); at >= 0; at = row.indexOf('"', at + 2)) {
    if (row[at + 1] !== '"') return at;
  }
  throw new CsvError('csv-quote');
}

/**
 * Columns are the members of a document: `vehicle.plate`, `person.documents.0.number`, and beside them what a line asks
 * for. Members of these kinds hold several values, separated by semicolons, or a number.
 */
const SEVERAL = new Set(['warnings', 'person.nationalities', 'person.phones', 'phrases']);
const NUMBERS = new Set(['livestock.count', 'place.lat', 'place.lon', 'place.radiusMetres']);
const COLUMN =
  /^(operation|reason|category|action|urgency|status|handling|legalGround|evaluation\.(source|information)|warnings|expiresAt|reference|person\.(names\.\d\.(type|script|full)|birth\.(date|precision)|sex|nationalities|documents\.\d\.(type|number|issuer)|phones|marks|protection)|vehicle\.(plate|type|make|colour)|firearm\.(type|make|model|calibre|serial)|livestock\.(species|count|brand|earNotch|coat|corridor)|place\.(lat|lon|radiusMetres|name|post)|phrases|narrative\.(language|text)|source\.(type|contact|note))$/;

/** Reads rows under one header as documents. No column's name holds a separator, so the header shows which it is. */
export class CsvDocuments {
  readonly #separator: Separator;
  readonly #columns: string[];

  /** @throws CsvError for a column that is unknown or stands twice */
  constructor(header: string) {
    this.#separator = header.includes(';') && !header.includes(',') ? ';' : ',';
    this.#columns = cellsOf(header, this.#separator).map((column) => column.trim());
    const strange = this.#columns.find(
      (column, at) => !COLUMN.test(column) || this.#columns.indexOf(column) !== at,
    );
    if (strange !== undefined) throw new CsvError('csv-column', strange);
  }

  /** An empty cell is an absent member. @throws CsvError */
  documentOf(row: string): object {
    const cells = cellsOf(row, this.#separator);
    if (cells.length !== this.#columns.length) throw new CsvError('csv-cells');
    const document: Members = {};
    for (const [at, column] of this.#columns.entries()) {
      const cell = cells[at] ?? '';
      if (cell !== '') place(document, column.split('.'), this.#valueOf(column, cell));
    }
    return withLists(document) as object;
  }

  #valueOf(column: string, cell: string): unknown {
    if (SEVERAL.has(column)) return cell.split(';').map((each) => each.trim());
    if (!NUMBERS.has(column)) return cell;
    const plain = this.#plainNumber(cell.trim());
    if (!/^-?\d{1,9}(\.\d{1,12})?$/.test(plain)) throw new CsvError('csv-number', column);
    return Number(plain);
  }

  /** Digits and marks of Arabic, and the decimal comma where commas separate nothing. */
  #plainNumber(cell: string): string {
    const plain = asciiDigits(cell).replace('\u066b', '.');
    return this.#separator === ';' ? plain.replace(',', '.') : plain;
  }
}

interface Members {
  [name: string]: unknown;
}

function place(document: Members, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) document[name] = value;
  else place((document[name] ??= {}) as Members, rest, value);
}

/** Members named by numbers are the items of a list, in that order. */
function withLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [name, withLists(member)]);
  const isList = entries.length > 0 && entries.every(([name]) => /^\d$/.test(name));
  return isList ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}
