import { createPublicKey, generateKeyPairSync, type X25519KeyPairOptions } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicJwk } from '@passerelle/credential';
import { writeJsonFile } from '../files/json-file.js';

export const ROLES = ['authority', 'origin', 'receipt', 'release', 'gate', 'bridge-seal'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that messages are sealed to; all others sign. */
const SEALED_TO: readonly Role[] = ['gate', 'bridge-seal'];

/** Encoded by what generates them, not exported afterwards: see seal.ts of libs/credential. */
const ENCODED: X25519KeyPairOptions<'pem', 'pem'> = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
};

/**
 * Makes the key of one role: `<role>.key.pem` (PKCS#8, for its owner's eyes only) and `<role>.jwk.json` (public, with
 * `kid`). A key that is there already is never overwritten.
 */
export async function generateKey(role: Role, folder: string): Promise<{ kid: string; files: string[] }> {
  const { privateKey, publicKey } = SEALED_TO.includes(role)
    ? generateKeyPairSync('x25519', ENCODED)
    : generateKeyPairSync('ec', { namedCurve: 'P-256', ...ENCODED });
  const jwk = publicJwk(createPublicKey(publicKey));
  const files = [join(folder, `${role}.key.pem`), join(folder, `${role}.jwk.json`)];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${role}.key.pem`), privateKey, { mode: 0o600, flag: 'wx' });
  await writeJsonFile(join(folder, `${role}.jwk.json`), jwk);
  return { kid: jwk.kid, files };
}
