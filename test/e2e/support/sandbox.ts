import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPKCS8, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';

export interface ClientEntry {
  tokenUrl: string;
  clientId: string;
  privateKeyFile: string;
  audience?: string;
  keyId?: string;
  scope?: string;
  resource?: string;
}

export interface NationEntry {
  api: string;
  desk: string;
  auditor: string;
  console: string;
  kafka: { brokers: string[]; ca: string; cert: string; key: string };
  postgres: string;
  dataDir: string;
  clients: Record<string, ClientEntry>;
  users: unknown[];
}

export interface ProcessEntry {
  name: string;
  nation: string;
  role: string;
  /** 1, 2 … where a service runs more than once; `url` is where it answers. */
  instance?: number;
  url?: string;
  pid: number;
  log: string;
}

export interface SandboxFile {
  nations: Record<string, NationEntry>;
  launcher: number;
  processes: ProcessEntry[];
}

/** sandbox.json as it is now: the launcher keeps it true. */
export function sandbox(file = process.env['PASSERELLE_E2E_SANDBOX'] ?? ''): SandboxFile {
  return JSON.parse(readFileSync(file, 'utf8')) as SandboxFile;
}

/** The two nations of the run, whatever they are called: the suite also runs as XA and XB. */
export function nationCodes(): [string, string] {
  const [first, second] = Object.keys(sandbox().nations);
  return [first!, second!];
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

/** Where a test says by how many milliseconds it moved a nation's clocks (a breakable sandbox). */
export const clockFile = ({ dataDir }: NationEntry): string => join(dataDir, 'clock-offset');

/** What time the nation's services believe it is. */
export function nationsNow(entry: NationEntry): number {
  const file = clockFile(entry);
  return Date.now() + (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
}

/** A machine client of a nation, signed in by RFC 7523. Its clock is the nation's. */
export class Machine {
  #token: { value: string; until: number } | undefined;

  constructor(
    readonly nation: string,
    readonly client: string,
  ) {}

  get entry(): NationEntry {
    return sandbox().nations[this.nation]!;
  }

  async token(): Promise<string> {
    const now = nationsNow(this.entry);
    if (this.#token && this.#token.until > now) return this.#token.value;
    const { tokenUrl, clientId, privateKeyFile, audience, keyId, scope, resource } =
      this.entry.clients[this.client]!;
    const key = await importPKCS8(readFileSync(privateKeyFile, 'utf8'), 'ES256');
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', ...(keyId && { kid: keyId }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience ?? tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt(new Date(now))
      .setExpirationTime(new Date(now + 60_000))
      .sign(key);
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        ...(scope && { scope }),
        ...(resource && { resource }),
      }),
    });
    const answer = (await response.json()) as { access_token: string; expires_in: number };
    if (!response.ok) throw new Error(`no token for ${clientId}: ${response.status}`);
    this.#token = { value: answer.access_token, until: now + (answer.expires_in - 30) * 1000 };
    return this.#token.value;
  }

  async call<T = Record<string, unknown>>(
    service: 'api' | 'desk' | 'auditor',
    method: string,
    path: string,
    options: { body?: unknown; raw?: string; headers?: Record<string, string>; anonymous?: boolean } = {},
  ): Promise<Answer<T>> {
    const { body, raw, headers = {}, anonymous = false } = options;
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.entry[service]}${path}`, {
      method,
      headers: {
        ...(anonymous ? {} : { authorization: `Bearer ${await this.token()}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text && JSON.parse(text)) as T };
  }

  issue(
    alert: object,
    key: string = randomUUID(),
  ): Promise<Answer<{ alertId: string; version: number; state: string }>> {
    return this.call('api', 'POST', '/v1/alerts', { body: alert, headers: { 'idempotency-key': key } });
  }

  update(alertId: string, version: number, alert: object): Promise<Answer> {
    return this.call('api', 'PUT', `/v1/alerts/${alertId}`, {
      body: alert,
      headers: { 'if-match': `"${version}"` },
    });
  }

  withdraw(alertId: string, reason = 'resolved'): Promise<Answer> {
    return this.call('api', 'POST', `/v1/alerts/${alertId}/withdrawal`, { body: { reason } });
  }

  /** Follows a list to its end. */
  async all<T>(service: 'api' | 'desk' | 'auditor', path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Answer<{ items: T[]; next: string | null }> = await this.call(
        service,
        'GET',
        cursor === '' ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
      );
      if (page.status !== 200) throw new Error(`${path}: ${page.status} ${JSON.stringify(page.body)}`);
      items.push(...page.body.items);
      cursor = page.body.next;
    }
    return items;
  }
}

export interface ReceiptItem {
  kind: string;
  at: string;
  by: { nation: string; role: string; post?: string };
  clause?: string;
  reason?: string;
}

export const receiptsOf = (machine: Machine, alertId: string): Promise<ReceiptItem[]> =>
  machine.all<ReceiptItem>('api', `/v1/alerts/${alertId}/receipts`);

/** Asks until the answer is there. Nothing is asserted about how long that takes, only that it comes. */
export async function eventually<T>(
  ask: () => Promise<T | null | undefined | false>,
  what: string,
  limitMilliseconds = 120_000,
): Promise<T> {
  const deadline = Date.now() + limitMilliseconds;
  for (let last: unknown; ;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`not seen within ${limitMilliseconds} ms: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export const receiptSeen = (machine: Machine, alertId: string, kind: string): Promise<ReceiptItem> =>
  eventually(
    async () => (await receiptsOf(machine, alertId)).find((receipt) => receipt.kind === kind),
    `receipt ${kind} of ${alertId}`,
  );

export type ForeignAlert = Record<string, unknown> & {
  alertId: string;
  originAlertId: string;
  version: number;
  state: string;
  withheld: { group: string; clause: string }[];
};

/** The partner's copy of one of our alerts, once it satisfies `when`. */
export const copySeen = (
  partner: Machine,
  originAlertId: string,
  when: (alert: ForeignAlert) => boolean = () => true,
): Promise<ForeignAlert> =>
  eventually(async () => {
    const since = new Date(Date.now() - 600_000).toISOString();
    const items = await partner.all<ForeignAlert>('api', `/v1/alerts?since=${encodeURIComponent(since)}`);
    return items.find((item) => item.originAlertId === originAlertId && when(item));
  }, `copy of ${originAlertId}`);
