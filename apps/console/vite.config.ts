import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';
import { shellWorker } from './build/shell-worker.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Static files for the desk to serve: everything with its hash in its name may be kept for a year. */
export default defineConfig({
  root: here('.'),
  base: '/',
  resolve: {
    alias: { '@passerelle/exchange-model': here('../../libs/exchange-model/src/index.ts') },
  },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'manifest.json',
  },
  plugins: [shellWorker(), compress()],
});
