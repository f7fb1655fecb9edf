import { createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { KeyFileError } from './key-file-error.js';

const SECRET_BYTES = 32;

/**
 * A secret of 32 bytes, base64, for keyed hashes.
 *
 * @throws KeyFileError where the file can not be read or holds less
 */
export async function loadSecret(file: string): Promise<KeyObject> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new KeyFileError(file, 'can not be read', { cause });
  });
  const secret = Buffer.from(text.trim(), 'base64');
  if (secret.length < SECRET_BYTES) throw new KeyFileError(file, 'does not hold 32 bytes in base64');
  return createSecretKey(secret);
}
