import { computed, signal } from '@preact/signals';
import {
  isUnsent,
  type Attempt,
  type Entry,
  type Item,
  nextToSend,
  type Verdict,
  verdictOf,
} from './outbox-item.js';
import { type OutboxRow, type OutboxState, writing } from './store.js';
import type { Vault } from './vault.js';

const LOCK = 'passerelle-outbox';
const RETRY_MS = [2_000, 5_000, 10_000, 20_000, 30_000];
const PATIENCE_MS = 15_000;
const KEPT_MS = 36 * 3_600_000;

/** What the outbox needs from the browser. */
export interface OutboxPorts {
  vault: Vault;
  send: (item: Item) => Promise<Attempt>;
  /** One tab at a time, and free again when its tab dies (Web Locks). */
  exclusive: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Tells the other tabs to look again. */
  tell: () => void;
  now: () => Date;
  uuid: () => string;
  later: (ms: number, work: () => void) => void;
}

type Kept = Omit<
  Item,
  'owner' | 'subject' | 'urgent' | 'state' | 'at' | 'settledAt' | 'attempts' | 'exported'
>;

/**
 * Requests written down before they are sent, so that neither a dead line nor a dead browser loses one. The id of a
 * request is the Idempotency-Key of each of its attempts: the service does it once however often it is asked.
 */
export class OutboxQueue {
  /** Of the officer who is signed in, oldest first. */
  readonly items = signal<readonly Item[]>([]);
  readonly unsent = computed(() => this.items.value.filter(isUnsent).length);
  /** Nothing would be lost by signing out: all of it was sent or saved to a file. */
  readonly mayLeave = computed(() => this.items.value.every((item) => !isUnsent(item) || item.exported));
  #pass: Promise<void> | null = null;
  #turn = 0;
  #reading: Promise<void> = Promise.resolve();
  #failures = 0;
  #notBefore = 0;

  constructor(private readonly ports: OutboxPorts) {}

  /** Writes a request down and tries it. @throws StorageFull with nothing written */
  async enqueue(entry: Entry): Promise<string> {
    const id = await this.#write(entry);
    void this.drain();
    return id;
  }

  /** Writes a request down and waits until the service has spoken or the line is known to be down. */
  async submit(entry: Entry): Promise<Item> {
    const id = await this.#write(entry);
    await Promise.race([this.drain(), new Promise<void>((done) => this.ports.later(PATIENCE_MS, done))]);
    return this.#required(id);
  }

  /** Sends what waits; one pass at a time over all tabs. `now`: the line is back, do not wait for the next try. */
  drain({ now = false } = {}): Promise<void> {
    if (now) this.#notBefore = 0;
    if (this.ports.now().getTime() < this.#notBefore) return Promise.resolve();
    const pass = this.#pass ?? this.ports.exclusive(LOCK, () => this.#drain());
    this.#pass = pass;
    return pass.finally(() => {
      if (this.#pass === pass) this.#pass = null;
    });
  }

  async retry(id: string): Promise<void> {
    await this.#change(id, (row) => ({ ...row, state: 'waiting' }));
    await this.drain({ now: true });
  }

  /** Takes one out, whatever the service may have done with an earlier attempt; that it was there stays visible. */
  async remove(id: string): Promise<void> {
    await this.ports.exclusive(LOCK, async () => {
      const item = await this.#find(id);
      if (!item || item.state === 'sent') return;
      const { label, kind, method, path } = item;
      await this.#settle(item, 'removed', { id, label, kind, method, path });
    });
  }

  /** Takes a refused request back without a trace: the form it was written in is open again. */
  async takeBack(id: string): Promise<void> {
    await this.ports.exclusive(LOCK, async () => {
      const rows = (await this.ports.vault.store()).transaction('outbox', 'readwrite');
      const row = await rows.store.index('id').get(id);
      if (row?.seq !== undefined && (row.state === 'refused' || row.state === 'conflict'))
        await rows.store.delete(row.seq);
      await rows.done;
    });
    await this.#changed();
  }

  /** Reads the list again, here and in every tab. */
  refresh(): Promise<void> {
    this.#reading = this.#read(++this.#turn);
    return this.#reading;
  }

  async #read(turn: number): Promise<void> {
    const owner = await this.ports.vault.owner();
    const rows = owner === null ? [] : await this.#rows(owner);
    const known = new Map(this.items.peek().map((item) => [item.id, item]));
    const items = await Promise.all(
      rows.map(async (row) => {
        const item = known.get(row.id);
        const same = item?.state === row.state && item.settledAt === row.settledAt;
        return same ? { ...item, ...clearOf(row) } : this.#open(row);
      }),
    );
    // A later reading is the newer one, also when it was faster.
    if (turn === this.#turn) this.items.value = items;
    else await this.#reading;
  }

  async markExported(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#change(id, (row) => ({ ...row, exported: true }));
  }

  /** Drops what was settled a shift and a day ago. */
  async purge(): Promise<void> {
    const before = new Date(this.ports.now().getTime() - KEPT_MS).toISOString();
    const rows = (await this.ports.vault.store()).transaction('outbox', 'readwrite');
    for await (const cursor of rows.store) {
      const { settledAt } = cursor.value;
      if (!isUnsent(cursor.value) && settledAt !== undefined && settledAt < before) await cursor.delete();
    }
    await rows.done;
    await this.refresh();
  }

  async #write(entry: Entry): Promise<string> {
    const { vault, uuid, now } = this.ports;
    const owner = await vault.owner();
    if (owner === null) throw new Error('nobody has signed in on this device');
    const { subject, urgent = false, id = uuid(), ...request } = entry;
    const row: OutboxRow = {
      id,
      owner,
      subject,
      urgent,
      state: 'waiting',
      at: now().toISOString(),
      attempts: 0,
      exported: false,
      sealed: await vault.sealFor(owner, id, { ...request, id } satisfies Kept),
    };
    const store = await vault.store();
    await writing(async () => {
      const rows = store.transaction('outbox', 'readwrite');
      const known = await rows.store.index('id').get(id);
      if (!known) await rows.store.add(row);
      // Taken out and now brought back from a file.
      else if (known.state === 'removed') await rows.store.put({ ...known, ...row });
      await rows.done;
    });
    await this.#changed();
    return id;
  }

  async #drain(): Promise<void> {
    this.#pass = null;
    const owner = await this.ports.vault.owner();
    if (owner === null) return;
    await this.#recover(owner);
    const held = new Set<string>();
    for (;;) {
      const row = nextToSend(await this.#rows(owner), held);
      if (!row) break;
      const verdict = await this.#attempt(await this.#open(row));
      if (verdict.state !== 'waiting') continue;
      if (verdict.wait === 'all') return this.#tryLater();
      held.add(row.subject);
    }
    if (held.size > 0) return this.#tryLater();
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** What a dead tab was sending is sent again, with the same key. */
  async #recover(owner: string): Promise<void> {
    for (const row of await this.#rows(owner)) {
      if (row.state === 'sending') await this.#change(row.id, (lost) => ({ ...lost, state: 'waiting' }));
    }
  }

  async #attempt(item: Item): Promise<Verdict> {
    await this.#change(item.id, (row) => ({ ...row, state: 'sending', attempts: row.attempts + 1 }));
    const verdict = verdictOf(await this.#ask({ ...item, attempts: item.attempts + 1 }));
    const { id, kind, label, method, path, body, ifMatch } = item;
    const request = { id, kind, label, method, path, ...(ifMatch !== undefined && { ifMatch }) };
    if (verdict.state === 'waiting') await this.#change(id, (row) => ({ ...row, state: 'waiting' }));
    // What was sent is the nation's record now; here only what was asked and answered is kept.
    else if (verdict.state === 'sent')
      await this.#settle(item, 'sent', { ...request, answer: verdict.answer });
    else await this.#settle(item, verdict.state, { ...request, body, problem: verdict.problem });
    return verdict;
  }

  async #ask(item: Item): Promise<Attempt> {
    if (item.path === '') return { ok: false, problem: { status: 400, code: 'PSR_UNREADABLE', detail: '' } };
    return this.ports.send(item).catch(() => ({ ok: false, offline: true }));
  }

  #tryLater(): void {
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 0;
    this.#notBefore = this.ports.now().getTime() + wait;
    this.ports.later(wait, () => void this.drain());
  }

  async #settle(item: Item, state: OutboxState, kept: Kept): Promise<void> {
    const sealed = await this.ports.vault.sealFor(item.owner, item.id, kept);
    const settledAt = this.ports.now().toISOString();
    await this.#change(item.id, (row) => ({ ...row, state, settledAt, sealed }));
  }

  async #change(id: string, change: (row: OutboxRow) => OutboxRow): Promise<void> {
    const rows = (await this.ports.vault.store()).transaction('outbox', 'readwrite');
    const row = await rows.store.index('id').get(id);
    if (row) await rows.store.put(change(row));
    await rows.done;
    await this.#changed();
  }

  async #changed(): Promise<void> {
    await this.refresh();
    this.ports.tell();
  }

  async #rows(owner: string): Promise<OutboxRow[]> {
    const rows = await (await this.ports.vault.store()).getAllFromIndex('outbox', 'owner', owner);
    return rows.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
  }

  async #open(row: OutboxRow): Promise<Item> {
    const kept = (await this.ports.vault.unsealFor(row.owner, row.id, row.sealed)) as Kept | null;
    return { ...(kept ?? UNREADABLE), ...clearOf(row) };
  }

  async #find(id: string): Promise<Item | undefined> {
    const row = await (await this.ports.vault.store()).getFromIndex('outbox', 'id', id);
    return row && this.#open(row);
  }

  async #required(id: string): Promise<Item> {
    const item = await this.#find(id);
    if (!item) throw new Error('the request is no longer in the outbox');
    return item;
  }
}

/** Sealed with a key that is gone: it can not be sent, and is shown as what it is. */
const UNREADABLE = { kind: 'unreadable', method: 'POST', path: '', label: '' } as const;

function clearOf({ sealed: _sealed, seq: _seq, ...clear }: OutboxRow): Omit<OutboxRow, 'sealed' | 'seq'> {
  return clear;
}
