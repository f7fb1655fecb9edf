import { type Answer, request } from './http.js';
import type { Page } from './types.js';

export type LinkState = 'up' | 'silent' | 'never';

/** Sequences of a lane that were skipped and have not come since; decimal, up to 18 digits. */
export interface Gap {
  first: string;
  last: string;
  foundAt: string;
}

export interface InboundStream {
  lane: string;
  partition: number;
  sequence: string;
  gaps: readonly Gap[];
}

/** What one side released, held against what the other stored; `drift` counts what differed, mended since or not. */
export interface Comparison {
  id: string;
  result: 'running' | 'complete' | 'partial' | 'failed';
  at: string | null;
  drift: number;
}

/** The last walk over our lists for a partner. */
export interface Synchronisation {
  id: string;
  state: 'walking' | 'verifying' | 'complete' | 'superseded';
  cause: 'agreement' | 'asked';
  startedAt: string;
  at: string | null;
  list?: string;
  seen: number;
  shared: number;
  takenBack: number;
  withheld: number;
  undecided?: number;
}

/** How the nation's link with a partner stands, as the national node tells it (`LinkDto`). Times are ISO 8601. */
export interface LinkItem {
  partner: string;
  state: LinkState;
  lastHeardAt: string | null;
  /** Codes; a node may know more of them than this console. */
  alarms: readonly string[];
  inbound: readonly InboundStream[];
  overdueReceipts: { count: number; oldestAt: string | null };
  /** Of what we released. */
  reconciliation?: Comparison;
  /** Of what the partner released. */
  partnersReconciliation?: Comparison;
  synchronisation?: Synchronisation;
}

export const readLinks = (): Promise<Answer<Page<LinkItem>>> => request('GET', '/api/v1/links');

/** What somebody may have the node begin. */
export type Undertaking = 'reconciliations' | 'synchronisations';

/** Begins one, in the node's own time; where one runs already, it is that one. */
export const begin = (partner: string, what: Undertaking): Promise<Answer<{ id: string }>> =>
  request('POST', `/api/v1/links/${partner}/${what}`);
