import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What runs in Node in earnest: no specs, no test support, not the console. */
const isServed = (path: string): boolean =>
  /^[^/]+\/src\/.*\.ts$/.test(path) && !path.endsWith('spec.ts') && !/^(?:testing|console)\//.test(path);

const served = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(isServed)
    .map((path) => `${folder}/${path}`),
);

/**
 * Sources that generate a key pair and do not have its public half encoded by what generates it. Exported afterwards it can
 * meet the garbage collector, and the process stands still for ever (libs/credential/src/sealing/seal.ts).
 */
const atRisk = (sources: readonly (readonly [path: string, text: string])[]): string[] =>
  sources
    .filter(([, text]) =>
      /generateKeyPair(?:Sync)?\(|subtle\.generateKey\(/.test(text.replace(/^import[\s\S]*?;$/gm, '')),
    )
    .filter(([, text]) => !text.includes('publicKeyEncoding'))
    .map(([path]) => path);

describe('a key pair that a service generates', () => {
  it('has its public half encoded at once, never exported from a key object', () => {
    const sources = served.map((path) => [path, readFileSync(`${ROOT}${path}`, 'utf8')] as const);
    expect(sources.length).toBeGreaterThan(300);
    expect(atRisk(sources)).toEqual([]);
  });

  it('would be found where it has not', () => {
    const text = `import { generateKeyPairSync } from 'node:crypto';\nconst pair = generateKeyPairSync('x25519');\n`;
    expect(atRisk([['libs/planted/src/a.ts', text]])).toEqual(['libs/planted/src/a.ts']);
  });
});
