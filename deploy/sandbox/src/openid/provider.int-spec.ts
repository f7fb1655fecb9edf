import { createHash, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '@passerelle/testing';
import { createRemoteJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { Officers } from './officers.js';
import { openIdServer } from './server.js';
import { ProviderStorage } from './storage.js';

// Jest runs tests in a realm of their own, and Node's clone comes from the main one: the provider would not know its
// own objects again. What it clones here is JSON.
globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value)) as typeof value;

const AUDIENCE = 'urn:passerelle:xa';

const keyPair = (namedCurve = 'P-256') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { private: privateKey.export({ format: 'jwk' }), public: publicKey.export({ format: 'jwk' }) };
};

describe('the OpenID provider of a nation, for its machines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-openid-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const client = keyPair();
  const signing = keyPair();
  let issuer: string;
  let server: Server;

  beforeEach(async () => {
    const [port] = await freePorts(1);
    issuer = `http://127.0.0.1:${port}`;
    server = await start();
  });

  afterEach(async () => {
    await stop(server);
  });

  async function start(): Promise<Server> {
    const clients = [
      { clientId: 'xa-inspector', roles: ['auditor', 'disclosure'], publicJwk: client.public },
    ];
    const handler = openIdServer({
      issuer,
      audience: AUDIENCE,
      nation: 'XA',
      clients,
      officers: new Officers([]),
      consoleUrl: 'http://127.0.0.1:1',
      signingKey: signing.private,
      storage: new ProviderStorage(join(folder, 'grants.json')),
      cookiePrefix: 'passerelle-xa-id',
    });
    const listening = createServer(handler).listen(Number(new URL(issuer).port), '127.0.0.1');
    await once(listening, 'listening');
    return listening;
  }

  async function assertion(
    claims: Record<string, unknown> = {},
    key: JsonWebKey = client.private,
  ): Promise<string> {
    return await new SignJWT({ jti: randomUUID(), aud: `${issuer}/token`, ...claims })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('xa-inspector')
      .setSubject('xa-inspector')
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(await importJWK(key, 'ES256'));
  }

  async function token(clientAssertion: string): Promise<{ status: number; access_token: string }> {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: clientAssertion,
      }),
    });
    return { status: response.status, ...((await response.json()) as { access_token: string }) };
  }

  async function verified(accessToken: string) {
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
    return await jwtVerify(accessToken, keys, {
      issuer,
      audience: AUDIENCE,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
  }

  it('gives a client that signs its assertion a token with its roles for this nation', async () => {
    const { payload } = await verified((await token(await assertion())).access_token);
    expect(payload).toMatchObject({ client_id: 'xa-inspector', roles: ['auditor', 'disclosure'] });
  });

  it('accepts its own name as the audience of an assertion, and no other', async () => {
    expect((await token(await assertion({ aud: issuer }))).status).toBe(200);
    expect((await token(await assertion({ aud: 'http://127.0.0.1:1/token' }))).status).toBe(401);
  });

  it('refuses an assertion under another key', async () => {
    expect((await token(await assertion({}, keyPair().private))).status).toBe(401);
  });

  it('refuses an assertion that was used before', async () => {
    const once = await assertion();
    expect((await token(once)).status).toBe(200);
    expect((await token(once)).status).toBe(401);
  });

  it('refuses a client that shows a secret instead', async () => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('xa-inspector:secret').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(response.status).toBe(401);
  });

  it('keeps tokens valid over a restart', async () => {
    const { access_token: before } = await token(await assertion());
    await stop(server);
    server = await start();
    await expect(verified(before)).resolves.toBeDefined();
  });

  it('names its key by its thumbprint (RFC 7638)', async () => {
    const { crv, kty, x, y } = signing.public;
    const { protectedHeader } = await verified((await token(await assertion())).access_token);
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    expect(protectedHeader.kid).toBe(thumbprint);
  });
});

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
