import { beforeEach, describe, expect, it } from '@jest/globals';
import 'fake-indexeddb/auto';
import { exportFile, readExport } from './export-file.js';
import type { Attempt, Entry, Item } from './outbox-item.js';
import { OutboxQueue } from './outbox-queue.js';
import { openStore, StorageFull } from './store.js';
import { Vault } from './vault.js';

/** A national service that answers each key once, however often it is asked. */
class FakeService {
  readonly done = new Map<string, unknown>();
  readonly asked: string[] = [];
  lineUp = true;
  /** The request arrives, its answer does not. */
  loseAnswers = 0;
  refuse = new Map<string, Attempt>();

  answer(item: Item): Promise<Attempt> {
    if (!this.lineUp) return Promise.resolve({ ok: false, offline: true });
    this.asked.push(item.label);
    const refusal = this.refuse.get(item.label);
    if (refusal) return Promise.resolve(refusal);
    this.done.set(item.id, item.body);
    if (this.loseAnswers-- > 0) return Promise.reject(new TypeError('connection reset'));
    return Promise.resolve({ ok: true, status: 201, body: { of: item.id } });
  }
}

/** Web Locks over several queues of one browser; a killed tab lets go. */
class FakeLocks {
  #last: Promise<unknown> = Promise.resolve();
  readonly exclusive = <T>(_name: string, work: () => Promise<T>): Promise<T> => {
    const run = this.#last.then(work, work);
    this.#last = run.catch(() => undefined);
    return run;
  };
  /** The tab that holds the lock dies. */
  release(): void {
    this.#last = Promise.resolve();
  }
}

let database = 0;
let service: FakeService;
let locks: FakeLocks;
let name: string;
let clock: number;

beforeEach(() => {
  name = `test-${database++}`;
  service = new FakeService();
  locks = new FakeLocks();
  clock = Date.parse('2031-03-12T06:00:00Z');
});

function device(owner = 'desk1', send = (item: Item) => service.answer(item)) {
  const vault = new Vault(() => openStore(name));
  const timers: (() => void)[] = [];
  const queue = new OutboxQueue({
    vault,
    send,
    exclusive: locks.exclusive,
    tell: () => undefined,
    now: () => new Date(clock),
    uuid: () => crypto.randomUUID(),
    later: (_ms, work) => void timers.push(work),
  });
  return { vault, queue, timers, ready: vault.useOwner(owner) };
}

async function signedIn(owner?: string) {
  const { ready, ...tab } = device(owner);
  await ready;
  return tab;
}

const entry = (label: string, more: Partial<Entry> = {}): Entry => ({
  kind: 'sighting',
  method: 'POST',
  path: '/v1/notifications/1/sighting',
  body: { label },
  label,
  subject: label,
  ...more,
});

describe('the outbox', () => {
  it('sends what is written while the line is up, and keeps the answer', async () => {
    const { queue } = await signedIn();
    const item = await queue.submit(entry('seen'));
    expect(item).toMatchObject({ state: 'sent', answer: { of: item.id } });
    expect(queue.unsent.value).toBe(0);
  });

  it('loses nothing and doubles nothing of fifty requests written over twelve hours without a line', async () => {
    service.lineUp = false;
    const { queue } = await signedIn();
    for (let n = 0; n < 50; n++) {
      clock += 864_000;
      expect(await queue.submit(entry(`n${n}`))).toMatchObject({ state: 'waiting' });
    }
    expect(queue.unsent.value).toBe(50);

    service.lineUp = true;
    const { queue: reloaded } = await signedIn();
    await reloaded.drain({ now: true });
    expect(reloaded.unsent.value).toBe(0);
    expect(service.done.size).toBe(50);
    expect(service.asked).toEqual(Array.from({ length: 50 }, (_, n) => `n${n}`));
  });

  it('asks again with the same key when the answer was lost', async () => {
    service.loseAnswers = 1;
    const { queue } = await signedIn();
    expect(await queue.submit(entry('seen'))).toMatchObject({ state: 'waiting', attempts: 1 });
    await queue.drain({ now: true });
    expect(service.asked).toEqual(['seen', 'seen']);
    expect(service.done.size).toBe(1);
    expect(queue.items.value).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('finishes what a killed browser was sending, once', async () => {
    let arrived = (): void => undefined;
    const inService = new Promise<void>((done) => (arrived = done));
    const killed = device('desk1', async (item) => {
      await service.answer(item);
      arrived();
      return new Promise(() => undefined);
    });
    await killed.ready;
    await killed.queue.enqueue(entry('seen'));
    await inService;
    locks.release();

    const { queue } = await signedIn();
    await queue.drain();
    expect(queue.items.value).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(service.done.size).toBe(1);
  });

  it('sends once from six tabs at the same time', async () => {
    service.lineUp = false;
    const tabs = await Promise.all(Array.from({ length: 6 }, () => signedIn()));
    await Promise.all(tabs.map(({ queue }, n) => queue.submit(entry(`tab ${n}`))));
    service.lineUp = true;
    await Promise.all(tabs.map(({ queue }) => queue.drain({ now: true })));
    expect(service.asked).toHaveLength(6);
    expect(service.done.size).toBe(6);
  });

  it('writes an id down once', async () => {
    const { queue } = await signedIn();
    const id = crypto.randomUUID();
    await Promise.all([queue.submit(entry('once', { id })), queue.submit(entry('once', { id }))]);
    expect(queue.items.value).toHaveLength(1);
    expect(service.asked).toEqual(['once']);
  });

  it('keeps the order of a subject and lets the urgent one go first', async () => {
    service.lineUp = false;
    const { queue } = await signedIn();
    for (const [label, subject, urgent] of [
      ['slow', 'a', false],
      ['before', 'b', false],
      ['charge', 'b', true],
    ] as const) {
      await queue.submit(entry(label, { subject, urgent }));
    }
    service.lineUp = true;
    await queue.drain({ now: true });
    expect(service.asked).toEqual(['before', 'charge', 'slow']);
  });

  it('holds back only the subject whose service is away', async () => {
    service.refuse.set('ill', { ok: false, problem: { status: 503, code: 'PSR_UNAVAILABLE', detail: '' } });
    service.lineUp = false;
    const { queue } = await signedIn();
    await queue.submit(entry('ill', { subject: 'a' }));
    await queue.submit(entry('after', { subject: 'a' }));
    await queue.submit(entry('well', { subject: 'b' }));
    service.lineUp = true;
    await queue.drain({ now: true });
    expect(service.asked).toEqual(['ill', 'well']);
    expect(queue.unsent.value).toBe(2);
  });

  it.each([
    [409, 'PSR_NOTIFICATION_TAKEN', 'conflict'],
    [412, 'PSR_VERSION_STALE', 'conflict'],
    [422, 'PSR_VALIDATION', 'refused'],
    [403, 'PSR_FORBIDDEN', 'refused'],
    [401, 'PSR_SESSION_ENDED', 'waiting'],
    [403, 'PSR_CSRF', 'waiting'],
  ])('after %i %s the request is %s, and the problem is kept', async (status, code, state) => {
    service.refuse.set('seen', { ok: false, problem: { status, code, detail: '' } });
    const { queue } = await signedIn();
    const item = await queue.submit(entry('seen'));
    expect(item.state).toBe(state);
    if (state !== 'waiting') expect(item.problem).toMatchObject({ code });
    expect(queue.unsent.value).toBe(1);

    service.refuse.clear();
    await queue.retry(item.id);
    expect(queue.items.value).toMatchObject([{ state: 'sent' }]);
    expect(queue.items.value[0]).not.toHaveProperty('body');
  });

  it('never sends what a colleague wrote', async () => {
    service.lineUp = false;
    const first = await signedIn('desk1');
    await first.queue.submit(entry('of desk1'));
    service.lineUp = true;
    const second = await signedIn('desk2');
    await second.queue.drain({ now: true });
    expect(service.asked).toEqual([]);
    expect(second.queue.unsent.value).toBe(0);
    const again = await signedIn('desk1');
    await again.queue.drain();
    expect(service.asked).toEqual(['of desk1']);
  });

  it('keeps a trace of what was taken out, without its content', async () => {
    service.lineUp = false;
    const { queue } = await signedIn();
    const { id } = await queue.submit(entry('mistake'));
    await queue.remove(id);
    expect(queue.items.value).toMatchObject([{ state: 'removed', label: 'mistake' }]);
    expect(queue.items.value[0]).not.toHaveProperty('body');
    expect(queue.unsent.value).toBe(0);
  });

  it('drops what was settled a shift and a day ago, and nothing unsent', async () => {
    const { queue } = await signedIn();
    await queue.submit(entry('old'));
    service.lineUp = false;
    await queue.submit(entry('unsent'));
    clock += 37 * 3_600_000;
    await queue.purge();
    expect(queue.items.value.map(({ label }) => label)).toEqual(['unsent']);
  });

  it('says that the device is full and writes nothing', async () => {
    const { queue, vault } = await signedIn();
    const store = await vault.store();
    const begin = store.transaction.bind(store) as (...all: unknown[]) => never;
    store.transaction = (...all: unknown[]) => {
      if (all[1] === 'readwrite') throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
      return begin(...all);
    };
    await expect(queue.submit(entry('seen'))).rejects.toThrow(StorageFull);
  });

  it('leaves by a file and comes back under the same keys', async () => {
    service.lineUp = false;
    const here = await signedIn();
    const { id } = await here.queue.submit(entry('seen here', { ifMatch: '"3"' }));
    const { text, code } = await exportFile('desk1', here.queue.items.value, new Date(clock));
    expect(text).not.toContain('seen here');
    await here.queue.markExported([id]);
    expect(here.queue.mayLeave.value).toBe(true);
    expect(here.queue.unsent.value).toBe(1);

    expect(await readExport(text, 'AAAA-AAAA-AAAA-AAAA', 'desk1')).toEqual({ refused: 'wrong-code' });
    expect(await readExport(text, code, 'desk2')).toEqual({ refused: 'other-officer' });
    expect(await readExport('{}', code, 'desk1')).toEqual({ refused: 'not-an-export' });
    const read = await readExport(text, code.toLowerCase(), 'desk1');
    expect(read).toMatchObject({ entries: [{ id, label: 'seen here', ifMatch: '"3"' }] });

    await here.queue.remove(id);
    service.lineUp = true;
    const again = await signedIn();
    if ('entries' in read) for (const taken of read.entries) await again.queue.submit(taken);
    expect(again.queue.items.value).toMatchObject([{ id, state: 'sent' }]);
  });
});
