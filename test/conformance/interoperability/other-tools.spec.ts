import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { importSealKey, publicJwk, seal, signAgreement } from '@passerelle/credential';
import { originJwk, presentation, releaseJwk } from './sample.js';

/** Whoever doubts our verifier takes another: these legs run where the tool is installed. */
const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const jwcrypto = runs('python3', '-c', 'import jwcrypto') ? it : it.skip;
const joseTool = spawnSync('jose', ['jws', 'ver', '-h']).error === undefined ? it : it.skip;
const absent = (test: unknown, tool: string): string => (test === it ? '' : ` (skipped: ${tool} absent)`);

const folder = mkdtempSync(join(tmpdir(), 'passerelle-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, contents: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof contents === 'string' ? contents : JSON.stringify(contents));
  return path;
};

const gate = generateKeyPairSync('x25519');
const roots = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const rootJwks = roots.map(({ publicKey }) => publicJwk(publicKey));

async function agreement() {
  const [one, two] = roots.map(({ privateKey }) => ({ kid: publicJwk(privateKey).kid, key: privateKey }));
  if (!one || !two) throw new Error('two roots');
  return signAgreement(await signAgreement({ parties: ['MR', 'ML'], title: 'accord' }, one, 'MR'), two, 'ML');
}

async function verifyWithPython(changes: object = {}) {
  const sample = {
    presentation,
    origin: originJwk,
    release: releaseJwk,
    agreement: await agreement(),
    roots: rootJwks,
    sealed: seal(presentation, importSealKey(publicJwk(gate.publicKey)), { zip: true }),
    gate: gate.privateKey.export({ format: 'jwk' }),
    ...changes,
  };
  const script = fileURLToPath(new URL('verify.py', import.meta.url));
  return spawnSync('python3', [script], { input: JSON.stringify(sample), encoding: 'utf8' });
}

describe('python3-jwcrypto', () => {
  jwcrypto(
    `verifies our presentation, agreement and seal${absent(jwcrypto, 'python3-jwcrypto')}`,
    async () => {
      const { stdout, stderr } = await verifyWithPython();
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({ disclosures: 2, signers: 2 });
    },
  );

  jwcrypto(`refuses them under another key${absent(jwcrypto, 'python3-jwcrypto')}`, async () => {
    expect((await verifyWithPython({ origin: releaseJwk })).status).toBe(1);
    expect((await verifyWithPython({ roots: [originJwk] })).status).toBe(1);
  });
});

describe('the jose command', () => {
  joseTool(`verifies our token and both signatures of our agreement${absent(joseTool, 'jose')}`, async () => {
    const jwt = file('token.jwt', presentation.split('~')[0]);
    expect(runs('jose', 'jws', 'ver', '-i', jwt, '-k', file('origin.jwk', originJwk))).toBe(true);
    expect(runs('jose', 'jws', 'ver', '-i', jwt, '-k', file('release.jwk', releaseJwk))).toBe(false);

    const signed = file('agreement.json', await agreement());
    const [one, two] = rootJwks.map((jwk, index) => file(`root-${index}.jwk`, jwk));
    expect(runs('jose', 'jws', 'ver', '-i', signed, '-k', one ?? '', '-k', two ?? '', '-a')).toBe(true);
    expect(
      runs('jose', 'jws', 'ver', '-i', signed, '-k', one ?? '', '-k', file('o.jwk', originJwk), '-a'),
    ).toBe(false);
  });
});
