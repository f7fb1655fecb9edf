/** RFC 9457 problem details as every service of a nation answers them. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { path: string; rule: string; message: string }[];
  /** With PSR_NOTIFICATION_TAKEN. */
  takenBy?: string;
  takenAt?: string;
  /** The correlation id to quote to an operator. */
  instance?: string;
}

/** What came back: an answer, a refusal with its reason, or nothing because there is no link. */
export type Answer<T> =
  | { ok: true; status: number; body: T; etag: string | null; problem?: never; offline?: never }
  | { ok: false; problem: Problem; offline?: never }
  | { ok: false; offline: true; problem?: never };

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface RequestOptions {
  body?: unknown;
  idempotencyKey?: string;
  ifMatch?: string;
  signal?: AbortSignal;
}

/** A request that hears nothing for so long is given up: the outbox or the officer tries again. */
const PATIENCE_MS = 20_000;

const caller = {
  csrf: '',
  language: 'fr',
  sessionEnded: (): void => undefined,
  /** Signed in anew beside this page: what we prove ourselves with is out of date. */
  sessionChanged: (): void => undefined,
};

/** Whether the desk has told this page the proof that changes need: not yet, when it was opened without a link. */
export const canProve = (): boolean => caller.csrf !== '';

/** Sets what goes with every request, and who is told when the session is over. */
export function setCaller(changes: Partial<typeof caller>): void {
  Object.assign(caller, changes);
}

/**
 * One request to our own origin. Never throws for an answer or for a missing link, and never navigates: a 401 is told
 * to the session, which shows it.
 */
export async function request<T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await respond(method, path, options);
  if (response === null) return { ok: false, offline: true };
  const body = await bodyOf(response);
  if (response.ok) {
    return { ok: true, status: response.status, body: body as T, etag: response.headers.get('etag') };
  }
  if (response.status === 401) caller.sessionEnded();
  if (isGateway(response.status) && !isProblem(body)) return { ok: false, offline: true };
  const problem = problemOf(response, body);
  if (problem.code === 'PSR_CSRF') caller.sessionChanged();
  return { ok: false, problem };
}

async function respond(method: Method, path: string, options: RequestOptions): Promise<Response | null> {
  const given = new AbortController();
  const giveUp = (): void => given.abort();
  setTimeout(giveUp, PATIENCE_MS);
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await fetch(path, {
      method,
      headers: headersOf(method, options),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: given.signal,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch {
    return null;
  }
}

function headersOf(method: Method, { body, idempotencyKey, ifMatch }: RequestOptions): Headers {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': caller.language });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (method !== 'GET') headers.set('X-CSRF-Token', caller.csrf);
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey);
  if (ifMatch !== undefined) headers.set('If-Match', ifMatch);
  return headers;
}

async function bodyOf(response: Response): Promise<unknown> {
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return isJson ? await response.json().catch(() => null) : null;
}

/** What stands between us and the desk answers these; the desk's own refusals carry a problem. */
const isGateway = (status: number): boolean => status === 502 || status === 503 || status === 504;

const isProblem = (body: unknown): boolean => typeof body === 'object' && body !== null && 'code' in body;

function problemOf(response: Response, body: unknown): Problem {
  const bare = { status: response.status, code: 'PSR_UNKNOWN', title: response.statusText, detail: '' };
  return isProblem(body) ? { ...bare, ...(body as Problem) } : bare;
}
