/**
 * Prints an access token: node deploy/sandbox/token.mjs [sandbox.json] NATION CLIENT
 *
 * Also the shortest example of how a machine signs in: client credentials with a signed assertion (RFC 7523).
 */
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file, nation, name] =
  process.argv.length > 4 ? process.argv.slice(2) : ['.sandbox/sandbox.json', ...process.argv.slice(2)];
const client = JSON.parse(readFileSync(file, 'utf8')).nations[nation]?.clients[name];
if (!client) throw new Error(`${file} has no client ${name} of ${nation}`);

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: client.clientId,
  sub: client.clientId,
  aud: client.audience ?? client.tokenUrl,
  jti: randomUUID(),
  iat: now,
  exp: now + 60,
};
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signingInput = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode(claims)}`;
const key = createPrivateKey(readFileSync(client.privateKeyFile));
const signature = sign('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }).toString(
  'base64url',
);

const response = await fetch(client.tokenUrl, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${signingInput}.${signature}`,
  }),
});
const answer = await response.json();
if (!response.ok) throw new Error(`${answer.error}: ${answer.error_description}`);
console.log(answer.access_token);
