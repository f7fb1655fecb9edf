import { describe, expect, it } from '@jest/globals';
import { LeakScan } from './leak-scan.js';

const LATIN = 'cicatrice qzxwvutsrqpo';
const ARABIC = 'ولد بتثجحخدذرزسش';
const scan = new LeakScan([
  { of: 'latin', value: LATIN },
  { of: 'arabic', value: ARABIC },
  { of: 'portrait', value: Buffer.from('ffd8ffe000104a46494600010107a8', 'hex') },
]);
const seen = (bytes: Buffer | string): string[] => [
  ...new Set(scan.search(Buffer.from(bytes), 'here').map(({ of }) => of)),
];
const escaped = (text: string): string =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const WRITTEN: [string, (text: string) => Buffer | string][] = [
  ['in clear', (text) => text],
  ['with JSON escapes', escaped],
  [
    'with JSON escapes in capitals',
    (text) => escaped(text).replace(/[\da-f]{4}/g, (hex) => hex.toUpperCase()),
  ],
  ['in a URL', encodeURIComponent],
  ['in hexadecimal', (text) => Buffer.from(text).toString('hex')],
  ['in hexadecimal capitals', (text) => Buffer.from(text).toString('hex').toUpperCase()],
];

describe('the search for leaks', () => {
  describe.each([
    ['latin', LATIN],
    ['arabic', ARABIC],
  ])('finds a %s mark', (of, text) => {
    it.each(WRITTEN)('%s', (_, write) => {
      expect(seen(`{"a":"${String(write(text))}"}`)).toEqual([of]);
    });

    it.each(['base64', 'base64url'] as const)('in %s, wherever it stands', (encoding) => {
      for (let before = 0; before < 7; before += 1) {
        const bytes = Buffer.from(`${'?'.repeat(before)}${text}${'>'.repeat(5)}`);
        expect(seen(bytes.toString(encoding))).toEqual([of]);
        expect(seen(Buffer.from(escaped(bytes.toString())).toString(encoding))).toEqual([of]);
      }
    });

    it('in a disclosure inside a token inside a record', () => {
      for (let before = 0; before < 4; before += 1) {
        for (let outside = 0; outside < 4; outside += 1) {
          const disclosure = Buffer.from(`["salt${'x'.repeat(before)}","identity","${text}"]`).toString(
            'base64url',
          );
          const record = Buffer.from(`${'j'.repeat(outside)}~${disclosure}~`);
          expect(seen(record.toString('base64'))).toEqual([of]);
        }
      }
    });

    it('at the very beginning, at the very end, and among other bytes', () => {
      const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167) % 256));
      expect(seen(Buffer.concat([Buffer.from(text), noise]))).toEqual([of]);
      expect(seen(Buffer.concat([noise, Buffer.from(text)]))).toEqual([of]);
      expect(seen(Buffer.concat([noise, Buffer.from(text), noise]))).toEqual([of]);
    });
  });

  it('finds bytes that are no text, plain and in base64', () => {
    const picture = Buffer.from('00ffd8ffe000104a46494600010107a811', 'hex');
    expect(seen(picture)).toEqual(['portrait']);
    expect(seen(picture.toString('base64'))).toEqual(['portrait']);
  });

  it('behind and between empty pages', () => {
    const pages = Buffer.alloc(3 * 4096);
    for (const at of [0, 1, 4090, 4096, 8191, pages.length - Buffer.byteLength(LATIN)]) {
      const file = Buffer.from(pages);
      file.write(LATIN, at);
      expect(seen(file)).toEqual(['latin']);
    }
  });

  it('says which, in which form, and where', () => {
    expect(scan.search(Buffer.from(`x${LATIN}`), 'a file')).toEqual([
      { of: 'latin', form: 'utf8', where: 'a file' },
    ]);
  });

  it('finds nothing where there is nothing, and no half of a mark', () => {
    expect(seen(Buffer.alloc(10_000))).toEqual([]);
    expect(seen(LATIN.slice(0, -1))).toEqual([]);
    expect(seen(LATIN.slice(1))).toEqual([]);
    expect(seen('')).toEqual([]);
  });

  it('refuses a mark that would be found by chance', () => {
    expect(() => new LeakScan([{ of: 'sex', value: 'M' }])).toThrow('too short to be recognised: sex');
  });
});
