import { signal } from '@preact/signals';
import { request } from '../api/http.js';
import type { Page } from '../api/types.js';
import { session } from '../session/session.js';
import { deskTime } from '../time/clock.js';
import { connection } from './live.js';

/** How the nation's link with a partner stands, as the national node tells it. */
export interface PartnerLink {
  partner: string;
  state: 'up' | 'silent' | 'never';
  lastHeardAt: string | null;
}

/** Seldom: heartbeats come every 20 s, and a slow line has better things to carry. */
const LOOK_MS = 30_000;
/** An answer older than that is not the state of now any more. */
const TOO_OLD_MS = 3 * LOOK_MS;

const read = signal<{ at: number; links: readonly PartnerLink[] } | null>(null);
let started = false;

/** What was last read of the link with a partner; `isOld` where nobody could be asked since. */
export function partnerLink(partner: string, now: number): (PartnerLink & { isOld: boolean }) | null {
  const link = read.value?.links.find((each) => each.partner === partner);
  return link && read.value ? { ...link, isOld: now - read.value.at > TOO_OLD_MS } : null;
}

/** Reads them now and then, while somebody is signed in, sees the page, and has a line. */
export function startPartnerLinks(): void {
  if (started) return;
  started = true;
  const look = (): void => void refresh();
  connection.subscribe(look);
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_MS);
}

async function refresh(): Promise<void> {
  const isWanted = session.peek().state === 'signed-in' && document.visibilityState === 'visible';
  if (!isWanted || connection.peek() !== 'connected') return;
  const answer = await request<Page<PartnerLink>>('GET', '/api/v1/links');
  if (answer.ok) read.value = { at: deskTime(), links: answer.body.items };
}
