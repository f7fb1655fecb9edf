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
import { clearOf, type Kept, OutboxRows } from './outbox-rows.js';
import type { OutboxRow, OutboxState } from './store.js';
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

  readonly #rows: OutboxRows;

  constructor(private readonly ports: OutboxPorts) {
    this.#rows = new OutboxRows(ports);
  }

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
      const item = await this.#rows.find(id);
      if (!item || item.state === 'sent') return;
      const { label, kind, method, path } = item;
      await this.#settle(item, 'removed', { id, label, kind, method, path });
    });
  }

  /** Takes a refused request back without a trace: the form it was written in is open again. */
  async takeBack(id: string): Promise<void> {
    await this.ports.exclusive(LOCK, () => this.#rows.deleteRefused(id));
    await this.#changed();
  }

  /** Reads the list again, here and in every tab. */
  refresh(): Promise<void> {
    this.#reading = this.#read(++this.#turn);
    return this.#reading;
  }

  async #read(turn: number): Promise<void> {
    const owner = await this.ports.vault.owner();
    const rows = owner === null ? [] : await this.#rows.of(owner);
    const known = new Map(this.items.peek().map((item) => [item.id, item]));
    const items = await Promise.all(
      rows.map(async (row) => {
        const item = known.get(row.id);
        const same = item?.state === row.state && item.settledAt === row.settledAt;
        return same ? { ...item, ...clearOf(row) } : this.#rows.open(row);
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
    await this.#rows.deleteSettled(new Date(this.ports.now().getTime() - KEPT_MS));
    await this.refresh();
  }

  async #write(entry: Entry): Promise<string> {
    const id = await this.#rows.add(entry);
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
      const row = nextToSend(await this.#rows.of(owner), held);
      if (!row) break;
      const verdict = await this.#attempt(await this.#rows.open(row));
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
    for (const row of await this.#rows.of(owner)) {
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

  async #change(id: string, change: (row: OutboxRow) => OutboxRow): Promise<void> {
    await this.#rows.change(id, change);
    await this.#changed();
  }

  async #settle(item: Item, state: OutboxState, kept: Kept): Promise<void> {
    await this.#rows.settle(item, state, kept);
    await this.#changed();
  }

  async #changed(): Promise<void> {
    await this.refresh();
    this.ports.tell();
  }

  async #required(id: string): Promise<Item> {
    const item = await this.#rows.find(id);
    if (!item) throw new Error('the request is no longer in the outbox');
    return item;
  }
}
