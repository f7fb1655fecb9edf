import { computed } from '@preact/signals';
import { canProve, request } from '../api/http.js';
import { loadSession, officer, session } from '../session/session.js';
import { exportFile, type ExportFile, type ImportRefusal, readExport } from './export-file.js';
import { isUnsent, type Attempt, type Entry, type Item } from './outbox-item.js';
import { OutboxQueue } from './outbox-queue.js';
import { sameDocument } from './same-document.js';
import { vault } from './vault.js';

const CHANNEL = 'passerelle-outbox';
const PURGE_EVERY_MS = 3_600_000;
const channel = new BroadcastChannel(CHANNEL);

/** The outbox of this browser, one for all its tabs. */
export const outbox = new OutboxQueue({
  vault,
  send,
  exclusive: (name, work) => navigator.locks.request(name, work) as ReturnType<typeof work>,
  tell: () => channel.postMessage('changed'),
  now: () => new Date(),
  uuid: () => crypto.randomUUID(),
  later: (ms, work) => void setTimeout(work, ms),
});

export const { items, unsent, mayLeave } = outbox;
export const submit = (entry: Entry): Promise<Item> => outbox.submit(entry);
export const enqueue = (entry: Entry): Promise<string> => outbox.enqueue(entry);
export const retry = (id: string): Promise<void> => outbox.retry(id);
/** A refusal that is shown where the request was made; a removal by the officer is `remove`, and leaves a trace. */
export const takeBack = (id: string): Promise<void> => outbox.takeBack(id);
export const remove = (id: string): Promise<void> => outbox.remove(id);

/** Sends what a former start left, whenever the line comes back, and follows the other tabs. */
export async function startOutbox(): Promise<void> {
  channel.addEventListener('message', ({ data }) => {
    if (data === 'wiped') vault.forget();
    void outbox.refresh();
  });
  const lineIsBack = (): void => void outbox.drain({ now: true });
  addEventListener('online', lineIsBack);
  const isSignedIn = computed(() => session.value.state === 'signed-in');
  isSignedIn.subscribe((signedIn) => {
    if (signedIn) lineIsBack();
  });
  await purge();
  setInterval(() => void purge(), PURGE_EVERY_MS);
  await outbox.drain();
}

/** What a shift that is over has left behind goes, also where a page stays open for days. */
async function purge(): Promise<void> {
  await vault.purge(new Date());
  await outbox.purge();
}

/** Everything unsent, as a file that only its code opens; after it the officer may sign out. */
export async function exportUnsent(): Promise<ExportFile> {
  const going = items.peek().filter(isUnsent);
  const file = await exportFile((await vault.owner()) ?? '', going, new Date());
  await outbox.markExported(going.map(({ id }) => id));
  return file;
}

/** Takes the requests of a file back under their own keys; how many, or why not. */
export async function importUnsent(file: Blob, code: string): Promise<number | { refused: ImportRefusal }> {
  const read = await readExport(await file.text(), code, officer.peek()?.subject ?? '');
  if ('refused' in read) return read;
  for (const entry of read.entries) await outbox.enqueue(entry);
  return read.entries.length;
}

/** Sign-out: destroys the officer's key and everything sealed with it, in every tab. */
export async function wipe(): Promise<void> {
  await vault.wipe();
  await outbox.refresh();
  channel.postMessage('wiped');
}

async function send(item: Item): Promise<Attempt> {
  // Opened without a line: the desk must first say who is here.
  if (!canProve()) await loadSession();
  // A session that ended answers nothing but 401, and nobody sends for a colleague: what waits, waits.
  const isOwner = session.peek().state === 'signed-in' && officer.peek()?.subject === item.owner;
  if (!isOwner) return { ok: false, offline: true };
  const { method, path, body, ifMatch, id } = item;
  const answer = await request(method, path, {
    idempotencyKey: id,
    ...(body !== undefined && { body }),
    ...(ifMatch !== undefined && { ifMatch }),
  });
  if (answer.problem?.status === 412 && item.attempts > 1 && (await wasDone(item))) {
    return { ok: true, status: 200, body: null };
  }
  return answer.ok ? { ...answer, etag: answer.etag ?? undefined } : answer;
}

/** A PUT whose answer was lost finds its own version in the way: it is done when what stands there is what we sent. */
async function wasDone({ path, body, ifMatch }: Item): Promise<boolean> {
  const now = await request<Record<string, unknown>>('GET', path);
  if (!now.ok || now.etag === null || ifMatch === undefined) return false;
  const isNext = Number(now.etag.slice(1, -1)) === Number(ifMatch.slice(1, -1)) + 1;
  return isNext && sameDocument(now.body, body);
}
