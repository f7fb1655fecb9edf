import { signal } from '@preact/signals';
import type { Problem } from '../api/http.js';
import { type LinkItem, readLinks } from '../api/links.js';
import { LINK_READERS } from '../links/link-roles.js';
import { vault } from '../offline/vault.js';
import { hasRole, session } from '../session/session.js';
import { deskTime } from '../time/clock.js';
import { connection } from './live.js';

/** Seldom: heartbeats come every 20 s, and a slow line has better things to carry. */
const LOOK_MS = 30_000;
/** An answer older than that is not the state of now any more. */
const TOO_OLD_MS = 3 * LOOK_MS;
const PLACE = 'links';

interface ReadLinks {
  /** When, by the desk's clock, in milliseconds. */
  at: number;
  links: readonly LinkItem[];
}

/** What the node said last of the links with every partner; null before. */
export const readAtLast = signal<ReadLinks | null>(null);
/** Why it said nothing when it was asked last. */
export const linksRefused = signal<Problem | null>(null);
let started = false;
let reading: Promise<void> | null = null;

/** What was last read of the link with a partner; `isOld` where nobody could be asked since. */
export function partnerLink(partner: string, now: number): (LinkItem & { isOld: boolean }) | null {
  const link = readAtLast.value?.links.find((each) => each.partner === partner);
  return link ? { ...link, isOld: isOld(now) } : null;
}

/** Is what was read no longer the state of now? */
export const isOld = (now: number): boolean =>
  readAtLast.value !== null && now - readAtLast.value.at > TOO_OLD_MS;

/** Reads them now and then, while somebody is signed in who may, sees the page, and has a line. */
export function startPartnerLinks(): void {
  if (started) return;
  started = true;
  const look = (): void => void refreshLinks();
  connection.subscribe(look);
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_MS);
  void showKept();
}

/** Asks the node now. Who asks while an answer is on its way gets that one; `anew`: one that was asked for later. */
export async function refreshLinks({ anew = false } = {}): Promise<void> {
  const isWanted = session.peek().state === 'signed-in' && document.visibilityState === 'visible';
  if (!isWanted || !hasRole(...LINK_READERS) || connection.peek() !== 'connected') return;
  if (anew) await reading;
  reading ??= read().finally(() => (reading = null));
  await reading;
}

async function read(): Promise<void> {
  const answer = await readLinks();
  linksRefused.value = answer.problem ?? null;
  if (!answer.ok) return;
  readAtLast.value = { at: deskTime(), links: answer.body.items };
  await vault.put(PLACE, readAtLast.value).catch(() => undefined);
}

/** For opening without a line: what this device was told last, which says how old it is. */
async function showKept(): Promise<void> {
  const kept = await vault.get<ReadLinks>(PLACE).catch(() => undefined);
  readAtLast.value ??= kept ?? null;
}
