import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { canonicalBytes } from '../bytes/canonical.js';
import { digest } from '../bytes/digest.js';
import { refuse } from '../errors.js';

/** A key and the kid it is known by. Held as a KeyObject: reading a PEM for every message costs three times the verification. */
export interface KeptKey {
  kid: string;
  key: KeyObject;
}
export type SigningKey = KeptKey;
export type VerificationKey = KeptKey;
export type SealKey = KeptKey;

/** RFC 7638 over the members that define the key; base64url. */
export function thumbprint(jwk: JsonWebKey): string {
  const { kty, crv, x, y } = jwk;
  if (kty === 'EC') return digest(canonicalBytes({ crv, kty, x, y }));
  if (kty === 'OKP') return digest(canonicalBytes({ crv, kty, x }));
  return refuse('PSR_KEY_UNSUITABLE', 'kty');
}

/** @throws CredentialError `PSR_KEY_UNSUITABLE` unless P-256 and, where a kid is given, it is the thumbprint. */
export function importVerificationKey(jwk: JsonWebKey): VerificationKey {
  return kept(jwk, requireP256(publicKey(jwk)));
}

/** The public key of a gate or a bridge seal: X25519. */
export function importSealKey(jwk: JsonWebKey): SealKey {
  return kept(jwk, requireX25519(publicKey(jwk)));
}

/** PKCS#8 PEM, P-256. */
export function importSigningKey(pem: string): SigningKey {
  return keptPrivate(requireP256(createPrivateKey(pem)));
}

/** PKCS#8 PEM, X25519. */
export function importUnsealKey(pem: string): SealKey {
  return keptPrivate(requireX25519(createPrivateKey(pem)));
}

/** The public key as a JWK with `kid`, as key files and agreements carry it. */
export function publicJwk(key: KeyObject): JsonWebKey & { kid: string } {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return { ...jwk, kid: thumbprint(jwk) };
}

export function requireP256(key: KeyObject): KeyObject {
  return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    ? key
    : refuse('PSR_KEY_UNSUITABLE', 'P-256 expected');
}

export function requireX25519(key: KeyObject): KeyObject {
  return key.asymmetricKeyType === 'x25519' ? key : refuse('PSR_KEY_UNSUITABLE', 'X25519 expected');
}

function publicKey(jwk: JsonWebKey): KeyObject {
  if ('d' in jwk) refuse('PSR_KEY_UNSUITABLE', 'private');
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return refuse('PSR_KEY_UNSUITABLE', 'not a public JWK');
  }
}

function kept(jwk: JsonWebKey, key: KeyObject): KeptKey {
  const kid = thumbprint(jwk);
  if (jwk['kid'] !== undefined && jwk['kid'] !== kid)
    refuse('PSR_KEY_UNSUITABLE', 'kid is not the thumbprint');
  return { kid, key };
}

function keptPrivate(key: KeyObject): KeptKey {
  return { kid: publicJwk(key).kid, key };
}
