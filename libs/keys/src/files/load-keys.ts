import type { SigningKey } from '@passerelle/credential';
import { heldKey, type HeldKey } from '@passerelle/evidence';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { KeyFileError } from './key-file-error.js';

/** A private X25519 key that opens what was sealed to it. */
export interface GateKey {
  /** RFC 7638 thumbprint of the public part. */
  kid: string;
  key: KeyObject;
}

/** A public key as agreements and trust files carry it. */
export interface PublicKeyFile {
  kid: string;
  jwk: JWK;
  key: KeyObject;
}

/**
 * An ES256 private key (PKCS#8 PEM). Its `kid` is computed from the key, never read from a name.
 *
 * @throws KeyFileError where the file can not be read or holds another kind of key
 */
export async function loadSigningKey(file: string): Promise<SigningKey> {
  const key = await privateKey(file);
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256) throw new KeyFileError(file, 'is not a P-256 private key');
  return { kid: await thumbprintOf(key), key };
}

/**
 * An X25519 private key (PKCS#8 PEM), of a gate or of the seal to our own bridge.
 *
 * @throws KeyFileError
 */
export async function loadGateKey(file: string): Promise<GateKey> {
  const key = await privateKey(file);
  if (key.asymmetricKeyType !== 'x25519') throw new KeyFileError(file, 'is not an X25519 private key');
  return { kid: await thumbprintOf(key), key };
}

/**
 * The Ed25519 private key (PKCS#8 PEM) of a transparency log.
 *
 * @throws KeyFileError
 */
export async function loadLogKey(file: string): Promise<HeldKey> {
  const key = await privateKey(file);
  if (key.asymmetricKeyType !== 'ed25519') throw new KeyFileError(file, 'is not an Ed25519 private key');
  return heldKey(key);
}

/**
 * A public key (JWK). A private member, or a `kid` that is not its thumbprint, is refused.
 *
 * @throws KeyFileError
 */
export async function loadPublicJwk(file: string): Promise<PublicKeyFile> {
  return publicKeyOf(file, parse(file, await text(file)));
}

/** Checks a public JWK found in `file`. */
export async function publicKeyOf(file: string, value: unknown): Promise<PublicKeyFile> {
  const jwk = value as JWK;
  if (typeof value !== 'object' || value === null || 'd' in value)
    throw new KeyFileError(file, 'is not a public JWK');
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const kid = await calculateJwkThumbprint(jwk);
    if (jwk.kid !== undefined && jwk.kid !== kid)
      throw new KeyFileError(file, 'has a kid that is not its thumbprint');
    return { kid, jwk: { ...jwk, kid }, key };
  } catch (error) {
    throw error instanceof KeyFileError ? error : new KeyFileError(file, 'is not a public JWK');
  }
}

export async function readJson(file: string): Promise<unknown> {
  return parse(file, await text(file));
}

async function privateKey(file: string): Promise<KeyObject> {
  const pem = await text(file);
  try {
    return createPrivateKey(pem);
  } catch {
    throw new KeyFileError(file, 'is not a PKCS#8 PEM private key');
  }
}

async function thumbprintOf(key: KeyObject): Promise<string> {
  return calculateJwkThumbprint(createPublicKey(key).export({ format: 'jwk' }));
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new KeyFileError(file, 'can not be read', { cause });
  }
}

function parse(file: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new KeyFileError(file, 'is not JSON');
  }
}
