/**
 * Prints an access token of a machine client:
 *
 *   node deploy/sandbox/token.mjs --nation MR [--client system] [--dir .sandbox]
 *   node deploy/sandbox/token.mjs [sandbox.json] NATION CLIENT      (the short form `npm start` shows)
 *
 * Also the shortest example of how a machine signs in: client credentials with a signed assertion (RFC 7523 §2.2).
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importPKCS8, SignJWT } from 'jose';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { nation: { type: 'string' }, client: { type: 'string' }, dir: { type: 'string' } },
  });
  const file = positionals.length > 2 ? positionals.shift() : join(values.dir ?? '.sandbox', 'sandbox.json');
  const nation = values.nation ?? positionals[0];
  if (nation === undefined) throw new Error('whose token? --nation MR --client system');
  return { file, nation, name: values.client ?? positionals[1] ?? 'system' };
}

async function findClient({ file, nation, name }) {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} can not be read; it is there while the sandbox runs (npm start)`);
  });
  const client = JSON.parse(text).nations?.[nation]?.clients?.[name];
  if (!client) throw new Error(`${file} has no client ${name} of nation ${nation}`);
  return { ...client, privateKeyFile: resolve(dirname(file), client.privateKeyFile) };
}

async function signAssertion({ clientId, tokenUrl, audience, keyId, privateKeyFile }) {
  const key = await importPKCS8(await readFile(privateKeyFile, 'utf8'), 'ES256');
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', ...(keyId ? { kid: keyId } : {}) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience ?? tokenUrl)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key);
}

async function requestToken(client) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await signAssertion(client),
  });
  if (client.scope) body.set('scope', client.scope);
  if (client.resource) body.set('resource', client.resource);
  const response = await fetch(client.tokenUrl, { method: 'POST', body });
  const answer = await response.json();
  if (!response.ok) throw new Error(`no token: ${answer.error ?? response.status}`);
  return answer.access_token;
}

try {
  console.log(await requestToken(await findClient(readArguments())));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
