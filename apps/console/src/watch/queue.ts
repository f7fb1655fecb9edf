import { computed, signal } from '@preact/signals';
import type { Answer, Problem } from '../api/http.js';
import { readNotification, readQueue } from '../api/desk.js';
import type { NotificationItem, Queue } from '../api/types.js';
import { connection, onChange, onGap, startLive } from '../live/live.js';
import { vault } from '../offline/vault.js';
import { officer } from '../session/session.js';
import { noteDeskTime } from '../time/clock.js';
import { inOrder, isCalling, isReal, isUntaken } from './queue-order.js';
import { QueueStore } from './queue-store.js';

/** `kept`: the last queue of this device, shown because the desk can not be asked. */
export type QueueState =
  | { state: 'loading' }
  | { state: 'live' }
  | { state: 'kept'; at: string }
  | { state: 'failed'; problem: Problem | null };

const PLACE = 'queue';
const KEEP_AFTER_MS = 1_000;

const store = new QueueStore();
const known = signal<readonly NotificationItem[]>([]);
const more = signal(0);

export const queueState = signal<QueueState>({ state: 'loading' });
/** Everything open, in the order in which it is worked off. */
export const queue = computed(() => inOrder(known.value));
/** How many open notifications the desk holds beyond those shown. */
export const notShown = computed(() => more.value);
/** What waits for somebody; exercises and tests are another matter. */
export const untaken = computed(() => queue.value.filter((item) => isUntaken(item) && isReal(item)));
export const drills = computed(() => queue.value.filter((item) => !isReal(item)));
export const calling = computed(() => queue.value.filter(isCalling));

/** A notification this page knows, closed ones included. */
export const notification = (notificationId: string): NotificationItem | undefined =>
  known.value.find((item) => item.notificationId === notificationId);

/** When a partner was last heard, by what came from it; null when nothing is known. */
export function lastMessageFrom(nation: string): string | null {
  const times = known.value.filter(({ origin }) => origin === nation).map(({ at }) => at);
  return times.sort().at(-1) ?? null;
}

let started = false;

/** Reads the queue, then follows it. Called once somebody is signed in. */
export function startQueue(): void {
  if (started) return;
  started = true;
  onChange((item, eventId) => {
    if (store.apply(item, eventId)) show();
  });
  onGap(() => void refreshQueue());
  connection.subscribe((state) => {
    if (state === 'connected' && queueState.peek().state !== 'live') void refreshQueue();
  });
  void refreshQueue().then(() => startLive(store.upTo === '0' ? undefined : store.upTo));
}

/** Reads the queue from the desk; without a link, the last one that was kept here. */
export async function refreshQueue(): Promise<void> {
  const answer = await readQueue();
  if (answer.ok) return take(answer.body);
  if (queueState.peek().state === 'live') return;
  const kept = await vault.get<Queue>(PLACE).catch(() => undefined);
  if (kept) {
    store.replace(kept);
    show();
    queueState.value = { state: 'kept', at: kept.at };
  } else {
    queueState.value = { state: 'failed', problem: answer.problem ?? null };
  }
}

function take(body: Queue): void {
  noteDeskTime(body.at);
  store.replace(body);
  more.value = body.more;
  queueState.value = { state: 'live' };
  show();
}

/** The answer to an action of ours: shown at once, and confirmed by the stream. */
export function putNotification(item: NotificationItem): void {
  store.put(item);
  show();
}

/** One that is not in the queue, such as a closed one that the journal leads to, or one that somebody changed. */
export async function findAgain(notificationId: string): Promise<Answer<NotificationItem>> {
  const answer = await readNotification(notificationId);
  if (answer.ok) putNotification(answer.body);
  return answer;
}

let keeping: ReturnType<typeof setTimeout> | undefined;

function show(): void {
  known.value = store.items;
  clearTimeout(keeping);
  keeping = setTimeout(() => void keep(), KEEP_AFTER_MS);
}

/** For opening without a link. A device that can not keep it goes on without. */
async function keep(): Promise<void> {
  if (officer.peek() === null || queueState.peek().state !== 'live') return;
  const items = inOrder(store.items);
  const counts = { untaken: { urgent: 0, routine: 0 }, taken: 0 };
  const at = new Date().toISOString();
  const kept: Queue = { items, more: more.peek(), counts, lastEventId: store.upTo, at };
  await vault.put(PLACE, kept).catch(() => undefined);
}
