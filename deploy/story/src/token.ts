import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { importPKCS8, SignJWT } from 'jose';
import type { Send } from './retrying-fetch.js';
import type { ClientCredentials } from './sandbox-file.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** A new token is fetched this long before the old one ends, so that none expires on its way. */
const REFRESH_EARLY_MS = 30_000;

/** The token endpoint said no: wrong client, key or audience. Waiting does not help. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(clientId: string, status: number, error: unknown) {
    super(`no token for client ${clientId}: ${typeof error === 'string' ? error : status}`);
  }
}

/** Access tokens by client credentials, the client proving itself with a signed assertion (RFC 7523 §2.2). */
export class TokenSource {
  #token: string | null = null;
  #refreshAt = 0;

  constructor(
    private readonly client: ClientCredentials,
    private readonly send: Send,
    private readonly now: () => number,
  ) {}

  async token(): Promise<string> {
    if (this.#token === null || this.now() >= this.#refreshAt) this.#token = await this.#fetch();
    return this.#token;
  }

  /** The API refused the token (it may have restarted with other keys): the next call fetches a new one. */
  forget(): void {
    this.#token = null;
  }

  async #fetch(): Promise<string> {
    const { status, body } = await this.send(this.client.tokenUrl, async () => ({
      method: 'POST',
      body: await this.#form(),
    }));
    const { access_token: token, expires_in: seconds, error } = (body ?? {}) as Record<string, unknown>;
    if (status !== 200 || typeof token !== 'string')
      throw new TokenRefused(this.client.clientId, status, error);
    this.#refreshAt = this.now() + (typeof seconds === 'number' ? seconds * 1000 : 0) - REFRESH_EARLY_MS;
    return token;
  }

  async #form(): Promise<URLSearchParams> {
    const { clientId, scope, resource } = this.client;
    return new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await this.#assertion(),
      ...(scope ? { scope } : {}),
      ...(resource ? { resource } : {}),
    });
  }

  async #assertion(): Promise<string> {
    const { clientId, tokenUrl, audience, keyId, privateKeyFile } = this.client;
    const key = await importPKCS8(await readFile(privateKeyFile, 'utf8'), 'ES256');
    const issuedAt = Math.floor(this.now() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'ES256', ...(keyId ? { kid: keyId } : {}) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience ?? tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 60)
      .sign(key);
  }
}
