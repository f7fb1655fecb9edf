import type { JWK } from 'jose';
import { KeyFileError } from '../files/key-file-error.js';
import { publicKeyOf, readJson } from '../files/load-keys.js';

/** The roots that officers of both nations compared in person; nothing on a network adds or replaces one. */
export interface Trust {
  /** Own nation. */
  nation: string;
  /** Agreement authority of each nation, own and partners, as public P-256 JWK with `kid`. */
  roots: Record<string, JWK>;
  /** The signed record of the ceremony (JWS General JSON), as it is in the file. */
  ceremony: unknown;
}

/**
 * Reads the trust file that `passctl partner trust` wrote.
 *
 * @throws KeyFileError where it is of another nation, lacks a root or holds something else than P-256 public keys
 */
export async function loadTrust(file: string, nation?: string): Promise<Trust> {
  const content = (await readJson(file)) as Partial<Trust> | null;
  if (typeof content?.nation !== 'string' || typeof content.roots !== 'object' || content.roots === null) {
    throw new KeyFileError(file, 'is not a trust file');
  }
  if (nation !== undefined && content.nation !== nation) throw new KeyFileError(file, 'is of another nation');
  if (!(content.nation in content.roots)) throw new KeyFileError(file, 'lacks the own root');
  const roots: Record<string, JWK> = {};
  for (const [owner, value] of Object.entries(content.roots)) {
    const { jwk } = await publicKeyOf(file, value);
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256')
      throw new KeyFileError(file, 'holds a root that is not P-256');
    roots[owner] = jwk;
  }
  return { nation: content.nation, roots, ceremony: content.ceremony };
}
