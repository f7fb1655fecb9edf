import { sign, verify } from 'node:crypto';
import { decode, encode } from '../bytes/base64url.js';
import { digest } from '../bytes/digest.js';
import { parseStrictObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { requireP256, type SigningKey, type VerificationKey } from '../keys/keys.js';

const HEADER_MEMBERS = ['alg', 'kid', 'typ'];
const SIGNATURE_BYTES = 64;

export interface ReadJws {
  typ: string;
  kid: string;
  payload: Record<string, unknown>;
  signingInput: string;
  signature: Buffer;
}

/** RFC 7515 compact serialisation, ES256 (RFC 7518 §3.4), header `alg`, `typ`, `kid`. */
export function signJws(
  typ: string,
  payload: object,
  { kid, key }: SigningKey,
): { jws: string; digest: string } {
  const header = encode(JSON.stringify({ alg: 'ES256', typ, kid }));
  const signingInput = `${header}.${encode(JSON.stringify(payload))}`;
  const signature = sign('sha256', Buffer.from(signingInput), {
    key: requireP256(key),
    dsaEncoding: 'ieee-p1363',
  });
  return { jws: `${signingInput}.${encode(signature)}`, digest: digest(signingInput) };
}

/** Reads without believing: the caller finds the key in its own records and then calls `verifySignature`. */
export function readJws(jws: string, typ: string): ReadJws {
  const parts = jws.split('.');
  const [header, payload, signature] = parts.map((part) => decode(part));
  if (parts.length !== 3 || !header || !payload || !signature) return refuse('PSR_TOKEN_MALFORMED');
  return {
    typ,
    kid: kidOf(parseStrictObject(header), typ),
    payload: parseStrictObject(payload),
    signingInput: jws.slice(0, jws.lastIndexOf('.')),
    signature,
  };
}

/**
 * Exactly `alg`, `typ` and `kid`: whatever could bring a key along (`jwk`, `jku`, `x5u`, `x5c`) or change how the token
 * is read (`crit`, `b64`) is refused with everything else. The algorithm is that of the pinned key.
 */
function kidOf(header: Record<string, unknown>, typ: string): string {
  const foreign = Object.keys(header).find((name) => !HEADER_MEMBERS.includes(name));
  if (foreign !== undefined) refuse('PSR_HEADER_MEMBER');
  if (header['alg'] !== 'ES256') refuse('PSR_HEADER_ALGORITHM');
  if (header['typ'] !== typ) refuse('PSR_HEADER_TYPE');
  return typeof header['kid'] === 'string' ? header['kid'] : refuse('PSR_HEADER_MEMBER', 'kid');
}

export function verifySignature(jws: ReadJws, known: VerificationKey | null): void {
  if (!known || known.kid !== jws.kid) return refuse('PSR_KEY_UNKNOWN');
  const key = { key: requireP256(known.key), dsaEncoding: 'ieee-p1363' as const };
  const valid =
    jws.signature.length === SIGNATURE_BYTES &&
    verify('sha256', Buffer.from(jws.signingInput), key, jws.signature);
  if (!valid) refuse('PSR_SIGNATURE_INVALID');
}
