import { effect, signal } from '@preact/signals';
import type { NotificationItem, ReceiptNews } from '../api/types.js';
import { loadSession, session } from '../session/session.js';
import { type Connection, LiveLink, type News } from './live-link.js';

const LOCK = 'passerelle-live';
const SESSION_LOOK_MS = 5_000;

type Told =
  | { type: 'news'; news: News }
  | { type: 'state'; connection: Connection; heardAt: number | null }
  | { type: 'gap' }
  /** A tab that has just been opened asks how things stand. */
  | { type: 'hello' };

/** How the one stream of this browser stands. `silent`: open, but the desk's heartbeats stay away. */
export const connection = signal<Connection>('opening');
/** When something was last heard from the desk, in milliseconds. */
export const lastNewsAt = signal<number | null>(null);
/** Since when `connection` is what it is. */
export const connectionSince = signal(Date.now());

const onChangeOf = new Set<(item: NotificationItem, eventId: string) => void>();
const onReceiptOf = new Set<(receipt: ReceiptNews) => void>();
const onGapOf = new Set<() => void>();
let last: string | null = null;
let started = false;

/** Called with each change and the id of its event; apply those that come after the snapshot's `lastEventId`. */
export const onChange = (callback: (item: NotificationItem, eventId: string) => void): (() => void) =>
  added(onChangeOf, callback);
/** Called with each receipt about one of our alerts. */
export const onReceipt = (callback: (receipt: ReceiptNews) => void): (() => void) =>
  added(onReceiptOf, callback);
/** Called when events may have been missed: read the snapshot again. */
export const onGap = (callback: () => void): (() => void) => added(onGapOf, callback);

/**
 * Follows the desk. One tab of the browser holds the stream (Web Locks) and tells the others; when it is closed, the
 * next one goes on after the last event it was told.
 * @param after `lastEventId` of the snapshot already read
 */
export function startLive(after?: string): void {
  if (after !== undefined) last ??= after;
  if (started) return;
  started = true;
  const channel = new BroadcastChannel(LOCK);
  const tell = (told: Told): void => {
    hear(told);
    channel.postMessage(told);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(data));
  channel.postMessage({ type: 'hello' } satisfies Told);
  void navigator.locks.request(LOCK, () => lead(tell, channel));
}

/** Never resolves: the lock is held until this tab is gone. */
function lead(tell: (told: Told) => void, channel: BroadcastChannel): Promise<never> {
  const link = new LiveLink(
    {
      open: (address) => new EventSource(address),
      now: () => Date.now(),
      after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
      tell: (news) => tell({ type: 'news', news }),
      state: (connection, heardAt) => tell({ type: 'state', connection, heardAt }),
      gap: () => tell({ type: 'gap' }),
      refused: askWhoIsSignedIn,
    },
    last,
  );
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.type !== 'hello') return;
    const [state, heardAt] = [connection.peek(), lastNewsAt.peek()];
    channel.postMessage({ type: 'state', connection: state, heardAt } satisfies Told);
  });
  addEventListener('online', () => link.hurry());
  addEventListener('offline', () =>
    tell({ type: 'state', connection: 'offline', heardAt: lastNewsAt.peek() }),
  );
  let leading = false;
  effect(() => {
    const signedIn = session.value.state === 'signed-in';
    if (signedIn === leading) return;
    leading = signedIn;
    if (signedIn) link.start();
    else link.stop();
  });
  return new Promise(() => undefined);
}

let askedAt = 0;

/** `EventSource` does not say why it failed. A session that ended must not be mistaken for a dead line. */
function askWhoIsSignedIn(): void {
  if (!navigator.onLine || Date.now() - askedAt < SESSION_LOOK_MS) return;
  askedAt = Date.now();
  void loadSession();
}

function hear(told: Told): void {
  if (told.type === 'state') {
    if (connection.peek() !== told.connection) connectionSince.value = Date.now();
    connection.value = told.connection;
    lastNewsAt.value = told.heardAt;
  } else if (told.type === 'gap') {
    for (const callback of onGapOf) callback();
  } else if (told.type === 'news') {
    last = told.news.id || last;
    deliver(told.news);
  }
}

function deliver({ event, id, data }: News): void {
  const subject: unknown = JSON.parse(data);
  if (event === 'change') for (const callback of onChangeOf) callback(subject as NotificationItem, id);
  else for (const callback of onReceiptOf) callback(subject as ReceiptNews);
}

function added<T>(set: Set<T>, callback: T): () => void {
  set.add(callback);
  return () => void set.delete(callback);
}
