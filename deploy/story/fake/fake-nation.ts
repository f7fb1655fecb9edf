import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPKCS8, generateKeyPair, jwtVerify, type CryptoKey } from 'jose';
import type { NationAccess } from '../src/sandbox-file.js';

interface StoredAlert {
  alertId: string;
  version: number;
  state: string;
  alert: Record<string, unknown>;
}

/** What a request meets instead of an answer: an error status, or a connection cut after the work was done. */
export type Fault = { status: number; retryAfter?: number } | 'cut-after-work';

/** The alert API and token endpoint of one nation, in memory: just enough of the contract to test a loader against. */
export class FakeNation {
  readonly alerts = new Map<string, StoredAlert>();
  readonly requests: string[] = [];
  /** One is taken for each API request, in order. */
  readonly faults: (Fault | null)[] = [];
  readonly receipts = new Map<string, object[]>();
  tokensIssued = 0;
  /** Tokens before this one are refused with 401. */
  oldestValidToken = 1;
  /** Token requests to answer with 503, after the assertion was used up. */
  tokenFaults = 0;
  readonly #usedAssertions = new Set<string>();

  readonly #answers = new Map<string, { body: string; answer: [number, object] }>();

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    private readonly publicKey: CryptoKey,
  ) {}

  static async start(): Promise<FakeNation> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const folder = await mkdtemp(join(tmpdir(), 'fake-nation-'));
    await writeFile(join(folder, 'system.key.pem'), await exportPKCS8(privateKey));
    const server = createServer();
    const nation = new FakeNation(server, folder, publicKey);
    server.on('request', (request, response) => void nation.#handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return nation;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }

  get access(): NationAccess {
    const base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const privateKeyFile = join(this.folder, 'system.key.pem');
    const client = {
      tokenUrl: `${base}/token`,
      clientId: 'system',
      privateKeyFile,
      keyId: 'k1',
      scope: 'alerts',
    };
    return { nation: 'XA', api: base, client };
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (request.url === '/token') return this.#grant(body, response);
    this.requests.push(`${request.method} ${request.url}`);
    const fault = this.faults.shift() ?? null;
    if (fault && fault !== 'cut-after-work') {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      return void response.writeHead(fault.status).end();
    }
    const [status, answer] = this.#isAuthorized(request) ? this.#answer(request, body) : [401, {}];
    if (fault === 'cut-after-work') return void request.socket.destroy();
    send(response, status, answer);
  }

  async #grant(body: string, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(body);
    try {
      const { payload } = await jwtVerify(form.get('client_assertion') ?? '', this.publicKey, {
        issuer: 'system',
        subject: 'system',
        audience: this.access.client.tokenUrl,
        requiredClaims: ['jti', 'exp', 'iat'],
      });
      const jti = String(payload.jti);
      if (this.#usedAssertions.has(jti)) throw new Error('an assertion may be used once');
      this.#usedAssertions.add(jti);
    } catch {
      return send(response, 401, { error: 'invalid_client' });
    }
    if (this.tokenFaults > 0) {
      this.tokenFaults -= 1;
      return send(response, 503, {});
    }
    this.tokensIssued += 1;
    send(response, 200, {
      access_token: `token-${this.tokensIssued}`,
      token_type: 'Bearer',
      expires_in: 300,
    });
  }

  #isAuthorized(request: IncomingMessage): boolean {
    const number = Number(/^Bearer token-(\d+)$/.exec(request.headers.authorization ?? '')?.[1] ?? 0);
    return number >= this.oldestValidToken;
  }

  #answer(request: IncomingMessage, body: string): [number, object] {
    const [, , , id = '', tail] = (request.url ?? '').split('/');
    if (request.method === 'POST' && id === '')
      return this.#once(String(request.headers['idempotency-key']), body);
    const record = this.alerts.get(id);
    if (!record) return [404, { code: 'PSR_NOT_FOUND', detail: 'no such alert' }];
    if (tail === 'receipts') return [200, { items: this.receipts.get(id) ?? [] }];
    if (tail === 'withdrawal' && record.state === 'active') {
      record.state = 'withdrawn';
      record.version += 1;
    }
    if (request.method === 'PUT') return this.#update(record, request.headers['if-match'], body);
    return [200, statusOf(record)];
  }

  #once(key: string, body: string): [number, object] {
    const earlier = this.#answers.get(key);
    if (earlier) return earlier.body === body ? earlier.answer : [409, { code: 'PSR_IDEMPOTENCY_CONFLICT' }];
    const alert = JSON.parse(body) as Record<string, unknown>;
    const refusal = validate(alert);
    if (refusal) return refusal;
    const record = { alertId: `a-${this.alerts.size + 1}`, version: 1, state: 'active', alert };
    this.alerts.set(record.alertId, record);
    const answer: [number, object] = [201, statusOf(record)];
    this.#answers.set(key, { body, answer });
    return answer;
  }

  #update(record: StoredAlert, ifMatch: string | undefined, body: string): [number, object] {
    if (record.state !== 'active') return [409, { code: 'PSR_ALERT_WITHDRAWN' }];
    if (ifMatch !== `"${record.version}"`) return [412, { code: 'PSR_VERSION_STALE' }];
    const alert = JSON.parse(body) as Record<string, unknown>;
    const refusal = validate(alert);
    if (refusal) return refusal;
    Object.assign(record, { version: record.version + 1, alert });
    return [200, statusOf(record)];
  }
}

function statusOf({ alertId, version, state }: StoredAlert): object {
  return { alertId, version, state };
}

function validate({ legalGround, action }: Record<string, unknown>): [number, object] | null {
  const error =
    legalGround === 'POLITICAL'
      ? { path: '/legalGround', rule: 'ground-prohibited', message: 'no' }
      : action === 'DANCE'
        ? { path: '/action', rule: 'is-in', message: 'no such action' }
        : null;
  return error && [422, { code: 'PSR_VALIDATION', detail: 'see errors', errors: [error] }];
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
