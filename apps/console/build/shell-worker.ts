import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

const ENTRY = fileURLToPath(new URL('../src/offline/worker.ts', import.meta.url));
const PLACEHOLDER = /(["'`])__SHELL__\1/;
const LEFT_OUT = /(^worker\.js|manifest\.json|\.map|\.br|\.gz)$/;

/** Builds the service worker to `/worker.js` and writes into it the list of everything the console consists of. */
export function shellWorker(): Plugin {
  return {
    name: 'passerelle-shell-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: ENTRY, fileName: 'worker.js' });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['worker.js'];
        if (worker?.type !== 'chunk') throw new Error('the service worker was not built');
        worker.code = worker.code.replace(PLACEHOLDER, JSON.stringify(shellOf(bundle, PUBLIC)));
      },
    },
  };
}

/** Copied as they are from public/. */
const PUBLIC = ['/before-paint.js', '/icon.svg', '/manifest.webmanifest'];

function shellOf(
  bundle: Rolldown.OutputBundle,
  others: readonly string[],
): { version: string; files: string[] } {
  const built = Object.values(bundle).filter(({ fileName }) => !LEFT_OUT.test(fileName));
  const hash = createHash('sha256');
  for (const file of built)
    hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
  return {
    version: hash.digest('base64url').slice(0, 12),
    files: [...built.map(({ fileName }) => `/${fileName}`).sort(), ...others],
  };
}
