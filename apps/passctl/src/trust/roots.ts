import { importVerificationKey, publicJwk } from '@passerelle/credential';
import type { JsonWebKey } from 'node:crypto';
import { readJsonFile } from '../files/json-file.js';

export type Root = JsonWebKey & { kid: string };

/** @throws Error that names the file, CredentialError `PSR_KEY_UNSUITABLE`, unless it is a public P-256 JWK. */
export async function readRoot(path: string): Promise<Root> {
  const { key } = importVerificationKey((await readJsonFile(path)) as JsonWebKey);
  // Written again from the key, so that nothing else that stood in the file is carried along.
  return publicJwk(key);
}

export async function readRoots(paths: ReadonlyMap<string, string>): Promise<Record<string, Root>> {
  const roots = await Promise.all(
    [...paths].map(async ([nation, path]) => [nation, await readRoot(path)] as const),
  );
  return Object.fromEntries(roots);
}
