import { describe, expect, it } from '@jest/globals';
import { cellsOf, CsvDocuments, CsvError } from './csv.js';
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
      '\ufeffcategory,evaluation.source,person.documents.0.number,person.phones,livestock.count,vehicle.plate',
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

  it.each(['secret', 'category,category', '__proto__.x', 'person.__proto__', ''])(
    'has no column %j',
    (header) => {
      expect(ruleOf(() => new CsvDocuments(header))).toBe('csv-column');
    },
  );
});
