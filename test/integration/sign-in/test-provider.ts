import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Officers, register } from '../../../deploy/sandbox/src/openid/officers.js';
import { openIdServer } from '../../../deploy/sandbox/src/openid/server.js';
import { ProviderStorage } from '../../../deploy/sandbox/src/openid/storage.js';

// Jest runs tests in a realm of their own, and Node's clone comes from the main one: the provider would not know its
// own objects again. What it clones here is JSON.
globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value)) as typeof value;

export const AUDIENCE = 'urn:passerelle:xa';
export const CLIENT_ID = 'xa-console';
export const PASSWORDS = {
  desk1: 'banikate-barudego',
  chief: 'lakanivi-mezovizo',
  post1: 'gokumoba-pokamoba',
};

/** The sandbox's provider with three officers, in this process; it can go away and come back. */
export class TestProvider {
  /** Requests to the token endpoint so far. */
  tokenRequests = 0;
  readonly #console = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #server: Server | undefined;

  constructor(
    readonly issuer: string,
    private readonly consoleUrl: string,
    private readonly grantsFile: string,
  ) {}

  /** PKCS#8 PEM of the console's client. */
  get clientKey(): string {
    return String(this.#console.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }

  async start(): Promise<void> {
    const officers = await Promise.all([
      register({ username: 'desk1', name: 'Permanence 1', roles: ['desk'] }, PASSWORDS.desk1),
      register({ username: 'chief', name: 'Chef', roles: ['desk', 'supervisor'] }, PASSWORDS.chief),
      register({ username: 'post1', name: 'Poste', roles: ['post'], post: 'XA-ONE' }, PASSWORDS.post1),
    ]);
    const handler = openIdServer({
      issuer: this.issuer,
      audience: AUDIENCE,
      nation: 'XA',
      clients: [
        {
          clientId: CLIENT_ID,
          roles: [],
          publicJwk: this.#console.publicKey.export({ format: 'jwk' }),
          isConsole: true,
        },
      ],
      officers: new Officers(officers),
      consoleUrl: this.consoleUrl,
      signingKey: this.#signing.privateKey.export({ format: 'jwk' }),
      storage: new ProviderStorage(this.grantsFile),
      cookiePrefix: 'passerelle-xa-id',
    });
    this.#server = createServer((request, response) => {
      if (request.url === '/token') this.tokenRequests += 1;
      handler(request, response);
    }).listen(Number(new URL(this.issuer).port), '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}
