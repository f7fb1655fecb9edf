import { describe, expect, it } from '@jest/globals';
import { cellsOf, CsvDocuments, CsvError } from './csv.js';
import { FileLines } from './file-lines.js';
import type { ImportTarget } from './import-target.js';
import { LineReader } from './line-reader.js';
import { type ImportFormat, RecordSplitter } from './record-splitter.js';

const split = (text: string, format: ImportFormat, chunkBytes: number, maxBytes = 100) => {
  const splitter = new RecordSplitter(format, maxBytes);
  const bytes = Buffer.from(text);
  const records = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    records.push(...splitter.push(bytes.subarray(at, at + chunkBytes)));
  return [...records, ...splitter.end()].map(
    ({ line, bytes }) => `${line} ${bytes?.toString() ?? 'too long'}`,
  );
};

describe('a file', () => {
  it.each([1, 2, 3, 7, 1000])(
    'is cut into the same lines however it arrives (%s bytes at a time)',
    (size) => {
      expect(split('{"a":1}\r\n\n{"é":"ب"}', 'ndjson', size)).toEqual(['1 {"a":1}', '2 ', '3 {"é":"ب"}']);
      expect(split('a,b\n"1\n,""2",3\r\n4,5\n', 'csv', size)).toEqual(['1 a,b', '2 "1\n,""2",3', '4 4,5']);
    },
  );

  it('loses no line behind one that is too long', () => {
    for (const size of [1, 64]) {
      expect(split(`a\n${'x'.repeat(500)}\nb\n`, 'ndjson', size)).toEqual(['1 a', '2 too long', '3 b']);
    }
  });

  it.each([
    ['a\nb\n', false],
    ['a\nb', true],
    ['a\r\nb\r\n', false],
    ['', false],
  ])('%j says whether its last line was cut off: %s', async (text, endsOpen) => {
    const lines = new FileLines('ndjson', bodyOf(text));
    for await (const _ of lines.batches());
    expect(lines.endsOpen).toBe(endsOpen);
  });
});

const bodyOf = async function* (text: string): AsyncGenerator<Buffer> {
  if (text !== '') yield await Promise.resolve(Buffer.from(text));
};

/** Takes every line as it is. */
const anything: ImportTarget<unknown> = {
  name: 'anything',
  mode: 'changes',
  read: (document) => document,
  skip: () => undefined,
  store: () => Promise.reject(new Error('nothing is stored')),
  rehearse: () => Promise.reject(new Error('nothing is stored')),
};

const read = async (text: string | Buffer, format: ImportFormat) => {
  const reader = new LineReader(format, anything);
  const found = { items: [] as unknown[], refused: [] as string[] };
  for await (const batch of new FileLines(format, bodyOf(text as string)).batches()) {
    const { lines, refused } = reader.read(batch, new Date());
    found.items.push(...lines.map(({ item }) => item));
    found.refused.push(...refused.map(({ line, violations }) => `${line} ${violations[0]?.rule}`));
  }
  return found;
};

describe('the lines of a file', () => {
  it.each([
    ['NDJSON', 'ndjson', '\ufeff{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
    ['CSV', 'csv', '\ufeffoperation,reference\r\nadd,R-1\r\n', [{ operation: 'add', reference: 'R-1' }]],
  ] as const)('are read behind a byte order mark and before CRLF in %s', async (_, format, text, items) => {
    expect(await read(text, format)).toEqual({ items, refused: [] });
  });

  it('are told one by one where they are none', async () => {
    expect(await read('{"a":\n[]\n\n{"a":3}', 'ndjson')).toEqual({
      items: [[], { a: 3 }],
      refused: ['1 not-json'],
    });
    const latin = Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]);
    expect((await read(latin, 'ndjson')).refused).toEqual(['1 not-utf-8']);
  });

  it.each([
    ['no column that anybody knows', 'name,plate\n'],
    ['another encoding', Buffer.from('\ufeffreference\nR-1\n', 'utf16le')],
    ['a quote where none may stand', 'refer"ence\n'],
  ])('are refused with the whole file where its header is of %s', async (_, text) => {
    await expect(read(text, 'csv')).rejects.toMatchObject({ errors: [{ path: '' }] });
  });
});

const ruleOf = (action: () => unknown): string => {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return (error as CsvError).rule;
  }
};

describe('a row', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b","c""d"', ['a,b', 'c"d']],
    ['"",x', ['', 'x']],
    ['"a\nb"', ['a\nb']],
  ])('%j is read as RFC 4180 says', (row, cells) => {
    expect(cellsOf(row)).toEqual(cells);
  });

  it.each(['a"b', '"a"b', '"a', 'x,"'])('%j is refused', (row) => {
    expect(ruleOf(() => cellsOf(row))).toBe('csv-quote');
  });

  it('is a document whose members are its columns', () => {
    const rows = new CsvDocuments(
      'category,evaluation.source,person.documents.0.number,person.phones,livestock.count,vehicle.plate',
    );
    expect(rows.documentOf('WANTED-PERSON,A,UTO1,+000 1;+000 2,40,')).toEqual({
      category: 'WANTED-PERSON',
      evaluation: { source: 'A' },
      person: { documents: [{ number: 'UTO1' }], phones: ['+000 1', '+000 2'] },
      livestock: { count: 40 },
    });
    expect(ruleOf(() => rows.documentOf('a,b'))).toBe('csv-cells');
    expect(ruleOf(() => rows.documentOf('a,b,c,d,many,f'))).toBe('csv-number');
  });

  it('may be separated by semicolons, as its header is, and then writes decimals with a comma', () => {
    const rows = new CsvDocuments('operation;reference;warnings;place.lat');
    expect(rows.documentOf('update;NKC,1;"ARMED;VIOLENT";15,625')).toEqual({
      operation: 'update',
      reference: 'NKC,1',
      warnings: ['ARMED', 'VIOLENT'],
      place: { lat: 15.625 },
    });
    expect(ruleOf(() => rows.documentOf('update;NKC-1;ARMED;VIOLENT;15,6'))).toBe('csv-cells');
    expect(ruleOf(() => rows.documentOf('update;NKC-1;;1.500,5'))).toBe('csv-number');
  });

  it.each([
    ['٤٠', 40],
    ['۴۰', 40],
    ['-٧٫٥', -7.5],
  ])('reads %s as the number %s', (cell, number) => {
    const rows = new CsvDocuments('place.lon');
    expect(rows.documentOf(cell)).toEqual({ place: { lon: number } });
  });

  it('reads no decimal comma where commas separate cells', () => {
    expect(ruleOf(() => new CsvDocuments('place.lon').documentOf('"7,5"'))).toBe('csv-number');
  });

  it.each(['secret', 'category,category', '__proto__.x', 'person.__proto__', '', 'category;plate', 'a;b,c'])(
    'has no column %j',
    (header) => {
      expect(ruleOf(() => new CsvDocuments(header))).toBe('csv-column');
    },
  );
});
