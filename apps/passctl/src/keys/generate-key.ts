import { createPublicKey, generateKeyPairSync, type X25519KeyPairOptions } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicJwk } from '@passerelle/credential';
import { formatVerifierKey, nationalLog, noteKey } from '@passerelle/evidence';
import { writeJsonFile } from '../files/json-file.js';

export const ROLES = ['authority', 'origin', 'receipt', 'release', 'gate', 'bridge-seal', 'log'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that messages are sealed to; all others sign. */
const SEALED_TO: readonly Role[] = ['gate', 'bridge-seal'];

/** Encoded by what generates them, not exported afterwards: see seal.ts of libs/credential. */
const ENCODED: X25519KeyPairOptions<'pem', 'pem'> = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
};

export interface GeneratedKey {
  /** RFC 7638 thumbprint; of a log's key, its verifier key (C2SP signed-note). */
  id: string;
  files: string[];
}

/**
 * Makes the key of one role: `<role>.key.pem` (PKCS#8, for its owner's eyes only) and the public part, `<role>.jwk.json`
 * with `kid`; that of the nation's transparency log is `log.vkey`, as tools of such logs read it. A key that is there
 * already is never overwritten.
 */
export async function generateKey(role: Role, nation: string, folder: string): Promise<GeneratedKey> {
  const { privateKey, publicKey } = keyPairOf(role);
  const keyFile = join(folder, `${role}.key.pem`);
  const publicFile = join(folder, role === 'log' ? 'log.vkey' : `${role}.jwk.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(keyFile, privateKey, { mode: 0o600, flag: 'wx' });
  const id = await writePublic(role, nation, publicKey, publicFile);
  return { id, files: [keyFile, publicFile] };
}

function keyPairOf(role: Role): { privateKey: string; publicKey: string } {
  if (role === 'log') return generateKeyPairSync('ed25519', ENCODED);
  if (SEALED_TO.includes(role)) return generateKeyPairSync('x25519', ENCODED);
  return generateKeyPairSync('ec', { namedCurve: 'P-256', ...ENCODED });
}

async function writePublic(role: Role, nation: string, pem: string, file: string): Promise<string> {
  const key = createPublicKey(pem);
  if (role === 'log') {
    const vkey = formatVerifierKey(noteKey(nationalLog(nation), 'ed25519', key));
    await writeFile(file, `${vkey}\n`);
    return vkey;
  }
  const jwk = publicJwk(key);
  await writeJsonFile(file, jwk);
  return jwk.kid;
}
