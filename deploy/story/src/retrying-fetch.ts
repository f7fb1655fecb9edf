/** An HTTP answer with its body read: JSON where the server said so. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The request is made anew for every attempt: a signed assertion may be used once, a token may end while we wait. */
export type Send = (url: string, request: () => Promise<RequestInit>) => Promise<Answer>;

export interface Waiting {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** 0 ≤ x < 1: spreads the retries of many clients. */
  random(): number;
}

export interface RetryPolicy {
  firstDelay: number;
  longestDelay: number;
  /** A restart of the other side takes seconds; after this long, somebody should look. */
  giveUpAfter: number;
  attemptTimeout: number;
}

/** Milliseconds. */
export const RETRY: RetryPolicy = {
  firstDelay: 250,
  longestDelay: 5_000,
  giveUpAfter: 120_000,
  attemptTimeout: 30_000,
};

/** Nobody answered for as long as the policy waits. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/**
 * `fetch` that repeats on connection errors, 429 and 5xx, with growing, spread delays and heeding `Retry-After`.
 * Only for requests that are safe to repeat; all of ours are (idempotency key, If-Match, or no effect).
 *
 * @throws Unreachable when no answer came in all that time; an error *answer* that persists is returned.
 */
export function retryingFetch(waiting: Waiting, policy: RetryPolicy = RETRY): Send {
  return async (url, request) => {
    const deadline = waiting.now() + policy.giveUpAfter;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await attemptOnce(url, await request(), policy.attemptTimeout);
      if (answer && !isTransient(answer.status)) return answer;
      const delay = Math.max(retryAfter(answer), backoff(attempt, policy, waiting.random()));
      if (waiting.now() + delay > deadline) {
        if (answer) return answer;
        throw new Unreachable(`no answer from ${new URL(url).origin}`);
      }
      await waiting.sleep(delay);
    }
  };
}

async function attemptOnce(url: string, init: RequestInit, timeout: number): Promise<Answer | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: readJson(text, response.headers) };
  } catch {
    return null;
  }
}

function readJson(text: string, headers: Headers): unknown {
  if (!/[/+]json\b/.test(headers.get('content-type') ?? '')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}

/** RFC 9110 §10.2.3, the form in seconds. */
function retryAfter(answer: Answer | null): number {
  const seconds = Number(answer?.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

function backoff(attempt: number, { firstDelay, longestDelay }: RetryPolicy, random: number): number {
  return Math.min(longestDelay, firstDelay * 2 ** attempt) * (0.5 + random / 2);
}
