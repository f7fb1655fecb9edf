import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';

const WEIGHTS = /^noto-sans-arabic-arabic-(400|600|700)-normal\.woff$/;

/**
 * A fontconfig file that knows the machine's fonts and a pinned Arabic one, so that a screenshot looks the same
 * everywhere. Used by tests only: the console itself brings no font.
 */
export function fontConfiguration(folder: string): string {
  const files = join(
    dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-arabic/package.json')),
    'files',
  );
  const fonts = join(folder, 'fonts');
  mkdirSync(fonts, { recursive: true });
  for (const name of readdirSync(files).filter((file) => WEIGHTS.test(file))) {
    writeFileSync(join(fonts, name.replace(/woff$/, 'ttf')), unpacked(readFileSync(join(files, name))));
  }
  const configuration = join(folder, 'fonts.conf');
  writeFileSync(
    configuration,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><dir>${fonts}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`,
  );
  return configuration;
}

/** The OpenType font in a WOFF 1.0 file (W3C Recommendation, §3–5): its tables, inflated, under a new directory. */
function unpacked(woff: Buffer): Buffer {
  const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, at) => {
    const entry = 44 + at * 20;
    const [offset, packed, size] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field)) as [
      number,
      number,
      number,
    ];
    const bytes = woff.subarray(offset, offset + packed);
    return {
      tag: woff.subarray(entry, entry + 4),
      checksum: woff.readUInt32BE(entry + 16),
      bytes: packed < size ? inflateSync(bytes) : bytes,
    };
  });
  return sfnt(woff.readUInt32BE(4), tables);
}

function sfnt(flavour: number, tables: { tag: Buffer; checksum: number; bytes: Buffer }[]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const header = Buffer.alloc(12 + tables.length * 16);
  header.writeUInt32BE(flavour, 0);
  const search = [tables.length, power * 16, Math.log2(power), (tables.length - power) * 16];
  search.forEach((value, at) => header.writeUInt16BE(value, 4 + at * 2));
  const parts: Buffer[] = [header];
  let offset = header.length;
  tables.forEach(({ tag, checksum, bytes }, at) => {
    const entry = 12 + at * 16;
    tag.copy(header, entry);
    [checksum, offset, bytes.length].forEach((value, n) => header.writeUInt32BE(value, entry + 4 + n * 4));
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    parts.push(padded);
    offset += padded.length;
  });
  return Buffer.concat(parts);
}
