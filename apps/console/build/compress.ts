import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(html|js|css|svg|json|webmanifest)$/;

/** Writes a .br and a .gz beside each text file, so that the desk serves bytes and compresses nothing. */
export function compress(): Plugin {
  let folder = '';
  return {
    name: 'passerelle-compress',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
          TEXT.test(file),
        );
        await Promise.all(files.flatMap((file) => [brotli(join(folder, file)), gzip(join(folder, file))]));
      },
    },
  };
}

const gzip = (file: string): Promise<void> =>
  pipeline(createReadStream(file), createGzip({ level: 9 }), createWriteStream(`${file}.gz`));

const brotli = (file: string): Promise<void> =>
  pipeline(
    createReadStream(file),
    createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    createWriteStream(`${file}.br`),
  );
