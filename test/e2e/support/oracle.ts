import { createHash, createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto';
import type { GeneralJws } from '@passerelle/credential';
import { SDJwtInstance } from '@sd-jwt/core';
import type { NationEntry } from './sandbox.js';
import { recordsOf } from './surfaces.js';

/** The agreement as both nations signed it, taken from the nation's own topic. */
export async function publishedAgreement(entry: NationEntry): Promise<GeneralJws> {
  const published = await recordsOf(entry, (topic) => topic.endsWith('.agreement.v1'));
  return JSON.parse(published.at(-1)!.value!.toString()) as GeneralJws;
}

export function keyIn(agreement: GeneralJws, nation: string, role: string): JsonWebKey {
  const { keys } = JSON.parse(Buffer.from(agreement.payload, 'base64url').toString()) as {
    keys: { nation: string; role: string; jwk: JsonWebKey }[];
  };
  return keys.find((key) => key.nation === nation && key.role === role)!.jwk;
}

const verifier = (jwk: JsonWebKey) => (data: string, signature: string) =>
  verify(
    'sha256',
    Buffer.from(data),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );

/** @sd-jwt/core, which shares no line with our verifier: what it reads from a token that both keys signed. */
export async function readByOracle(
  token: string,
  origin: JsonWebKey,
  release: JsonWebKey,
): Promise<Record<string, unknown>> {
  const oracle = new SDJwtInstance({
    hasher: (data) =>
      createHash('sha256')
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    hashAlg: 'sha-256',
    saltGenerator: () => randomBytes(16).toString('base64url'),
    verifier: verifier(origin),
    kbVerifier: verifier(release),
  });
  const binding = token.slice(token.lastIndexOf('~') + 1).split('.')[1] ?? '';
  const { nonce } = JSON.parse(Buffer.from(binding, 'base64url').toString()) as { nonce: string };
  const { payload } = await oracle.verify(token, { keyBindingNonce: nonce });
  return payload as Record<string, unknown>;
}
