import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose';
import type { Machine } from './sandbox.js';

/** A client's token with other claims, under the real key of the nation's provider: what only time or a clerk makes. */
export async function minted(machine: Machine, claims: Record<string, unknown>): Promise<string> {
  const token = await machine.token();
  const file = join(machine.entry.dataDir, 'openid', 'signing-key.jwk.json');
  const key = await importJWK(JSON.parse(readFileSync(file, 'utf8')) as JWK, 'ES256');
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'ES256' })
    .sign(key);
}

/** A header that makes the call another client's of the same roles. */
export const asAnother = async (machine: Machine, clientId = 'another'): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await minted(machine, { client_id: clientId, sub: clientId })}`,
});
