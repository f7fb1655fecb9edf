import type { Answer, Send } from './retrying-fetch.js';
import type { TokenSource } from './token.js';

/** Where an alert stands at its own node. */
export interface Stored {
  alertId: string;
  version: number;
  state: 'active' | 'withdrawn' | 'expired';
}

/** What the API said no to: problem details, RFC 9457. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  errors: { path: string; rule: string; message: string }[];
}

export type Reply<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export interface Receipt {
  kind: string;
  clause?: string;
  reason?: string;
}

type Alert = Record<string, unknown>;

/** The alert API of one national node, as a national system uses it. Expected refusals are values. */
export class ApiClient {
  constructor(
    private readonly base: string,
    private readonly tokens: TokenSource,
    private readonly send: Send,
  ) {}

  /** The same key and alert again give the stored answer and change nothing. */
  issue(alert: Alert, idempotencyKey: string): Promise<Reply<Stored>> {
    return this.#call('POST', '/v1/alerts', alert, { 'idempotency-key': idempotencyKey });
  }

  read(alertId: string): Promise<Reply<Stored>> {
    return this.#call('GET', `/v1/alerts/${encodeURIComponent(alertId)}`);
  }

  /** Refused with 412 unless `version` is the newest. */
  update(alertId: string, version: number, alert: Alert): Promise<Reply<Stored>> {
    const path = `/v1/alerts/${encodeURIComponent(alertId)}`;
    return this.#call('PUT', path, alert, { 'if-match': `"${version}"` });
  }

  withdraw(alertId: string, reason: string): Promise<Reply<Stored>> {
    return this.#call('POST', `/v1/alerts/${encodeURIComponent(alertId)}/withdrawal`, { reason });
  }

  receipts(alertId: string): Promise<Reply<{ items: Receipt[] }>> {
    return this.#call('GET', `/v1/alerts/${encodeURIComponent(alertId)}/receipts`);
  }

  async #call<T>(method: string, path: string, body?: object, headers = {}): Promise<Reply<T>> {
    let answer = await this.#attempt(method, path, body, headers);
    if (answer.status === 401) {
      this.tokens.forget();
      answer = await this.#attempt(method, path, body, headers);
    }
    if (answer.status >= 200 && answer.status < 300) return { ok: true, value: answer.body as T };
    return { ok: false, refusal: refusalOf(answer) };
  }

  #attempt(method: string, path: string, body: object | undefined, headers: object): Promise<Answer> {
    return this.send(`${this.base}${path}`, async () => {
      const authorization = `Bearer ${await this.tokens.token()}`;
      if (!body) return { method, headers: { ...headers, authorization } };
      const type = { 'content-type': 'application/json' };
      return { method, headers: { ...headers, ...type, authorization }, body: JSON.stringify(body) };
    });
  }
}

function refusalOf({ status, body }: Answer): Refusal {
  const problem = (body ?? {}) as Partial<Refusal>;
  return {
    status,
    code: problem.code ?? `http-${status}`,
    detail: problem.detail ?? 'the API refused the request',
    errors: problem.errors ?? [],
  };
}
