import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { importPKCS8, SignJWT } from 'jose';

/** Where the node is and who asks: a machine client of the nation, such as `mr-operator`. */
export interface ApiClient {
  apiUrl: string;
  tokenUrl: string;
  clientId: string;
  keyFile: string;
}

/** `API_URL`, `TOKEN_URL`, `CLIENT_ID` and `CLIENT_KEY_FILE` (PKCS#8 PEM, P-256). */
export function clientOf(env: Readonly<Record<string, string | undefined>>): ApiClient {
  const value = (name: string): string => {
    const given = env[name];
    if (!given) throw new Error(`${name} is not set`);
    return given;
  };
  return {
    apiUrl: value('API_URL'),
    tokenUrl: value('TOKEN_URL'),
    clientId: value('CLIENT_ID'),
    keyFile: value('CLIENT_KEY_FILE'),
  };
}

/** The national node's API, signed in by client credentials with a signed assertion (RFC 7523 §2.2). */
export class NodeApi {
  constructor(private readonly client: ApiClient) {}

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path);
  }

  post<T>(path: string): Promise<T> {
    return this.#call('POST', path);
  }

  async #call<T>(method: string, path: string): Promise<T> {
    const response = await fetch(`${this.client.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.#token()}` },
    });
    const answer = (await response.json()) as T & { code?: string };
    if (!response.ok) throw new Error(`the node answers ${response.status} ${answer.code ?? ''}`.trim());
    return answer;
  }

  async #token(): Promise<string> {
    const { tokenUrl, clientId, keyFile } = this.client;
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(await importPKCS8(await readFile(keyFile, 'utf8'), 'ES256'));
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
    const answer = (await response.json()) as { access_token?: string; error?: string };
    if (!answer.access_token) throw new Error(`no token: ${answer.error ?? response.status}`);
    return answer.access_token;
  }
}
