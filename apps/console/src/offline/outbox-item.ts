import type { OutboxState } from './store.js';

/** Problem details (RFC 9457) as the services answer them. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: readonly { path: string; rule: string; message: string }[];
  takenBy?: string;
  takenAt?: string;
}

/** What came of one attempt. */
export type Attempt =
  | { ok: true; status: number; body: unknown; etag?: string | undefined }
  | { ok: false; problem: Problem }
  | { ok: false; offline: true };

/** A request to be written down. `subject` is what keeps order, such as a notification's id. */
export interface Entry {
  kind: string;
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** The ETag a PUT replaces. */
  ifMatch?: string;
  /** What the officer reads in the list. */
  label: string;
  subject: string;
  /** Leaves before what is not. */
  urgent?: boolean;
  /** UUID; the same id is written down once. */
  id?: string;
}

export interface Item extends Entry {
  id: string;
  owner: string;
  urgent: boolean;
  state: OutboxState;
  /** When it was written down, ISO. */
  at: string;
  /** When it was sent, refused or removed. */
  settledAt?: string;
  /** More than none: it may have arrived although nobody said so. */
  attempts: number;
  exported: boolean;
  problem?: Problem;
  /** What the service answered. */
  answer?: unknown;
}

export type Verdict =
  | { state: 'sent'; answer: unknown }
  | { state: 'refused' | 'conflict'; problem: Problem }
  /** Nobody could be asked, or nobody is signed in: the whole queue waits. */
  | { state: 'waiting'; wait: 'all' }
  /** This request must wait, others may go. */
  | { state: 'waiting'; wait: 'subject' };

const LATER = new Set([408, 425, 429]);
const CONFLICT = new Set([409, 412]);

/** What an answer means for the request. Nothing that may still succeed is given up. */
export function verdictOf(attempt: Attempt): Verdict {
  if (attempt.ok) return { state: 'sent', answer: attempt.body };
  if (!('problem' in attempt)) return { state: 'waiting', wait: 'all' };
  const { problem } = attempt;
  if (problem.status === 401 || problem.code === 'PSR_CSRF') return { state: 'waiting', wait: 'all' };
  if (problem.status >= 500 || LATER.has(problem.status)) return { state: 'waiting', wait: 'subject' };
  return { state: CONFLICT.has(problem.status) ? 'conflict' : 'refused', problem };
}

interface Waiting {
  seq?: number;
  subject: string;
  urgent: boolean;
  state: OutboxState;
}

/** The next to send: first of its subject, urgent before not, oldest first. `rows` come in the order of writing. */
export function nextToSend<R extends Waiting>(rows: readonly R[], held: ReadonlySet<string>): R | undefined {
  const seen = new Set(held);
  const heads = rows.filter(({ state, subject }) => {
    if (state !== 'waiting' || seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
  // A subject's urgent request pulls what stands before it along.
  const pulled = new Set(
    rows.filter((row) => row.state === 'waiting' && row.urgent).map((row) => row.subject),
  );
  return heads.find((row) => pulled.has(row.subject)) ?? heads[0];
}

const UNSENT: ReadonlySet<OutboxState> = new Set(['waiting', 'sending', 'refused', 'conflict']);

export const isUnsent = ({ state }: { state: OutboxState }): boolean => UNSENT.has(state);
