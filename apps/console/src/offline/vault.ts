import { type Buckets, destroyBucket, keyInBucket, storageBuckets } from './bucket-key.js';
import { newKey, seal, unseal } from './seal.js';
import { openStore, type Sealed, type Store, writing } from './store.js';

const OWNER = 'owner';
const HOUR_MS = 3_600_000;
/** A shift of 12 hours and the day after it; drafts are the officer's own words and stay. */
const KEPT_MS = 36 * HOUR_MS;
const KEPT_FOR_GOOD = /^draft\//;

/**
 * Records of one officer on this device, encrypted at rest. Each officer has a key of their own, so that the next one
 * at the same desk can neither read nor send what a colleague left behind. Signing out destroys key and records: the
 * key lies in a bucket of its own where the browser has them, since what is deleted from a database stays in its files.
 */
export class Vault {
  #owner: string | null = null;
  #key: { owner: string; key: Promise<CryptoKey> } | null = null;
  #opened: Promise<Store> | null = null;

  constructor(
    private readonly open: () => Promise<Store> = openStore,
    private readonly buckets: Buckets | undefined = storageBuckets,
  ) {}

  store(): Promise<Store> {
    return (this.#opened ??= this.open());
  }

  /** From now on the records of this officer. */
  async useOwner(subject: string): Promise<void> {
    this.#owner = subject;
    await writing(async () => (await this.store()).put('meta', subject, OWNER));
  }

  /** Whose records are open: the officer signed in, or, opened offline, the last one here. */
  async owner(): Promise<string | null> {
    this.#owner ??= (await (await this.store()).get('meta', OWNER)) ?? null;
    return this.#owner;
  }

  /** @throws StorageFull */
  async put(name: string, value: unknown): Promise<void> {
    const owner = await this.#required();
    const sealed = await this.sealFor(owner, name, value);
    const at = new Date().toISOString();
    await writing(async () => (await this.store()).put('sealed', { ...sealed, at }, [owner, name]));
  }

  /** Undefined when there is none, or none that this officer can read. */
  async get<T>(name: string): Promise<T | undefined> {
    const owner = await this.owner();
    if (owner === null) return undefined;
    const sealed = await (await this.store()).get('sealed', [owner, name]);
    if (!sealed) return undefined;
    return ((await this.unsealFor(owner, name, sealed)) as T | null) ?? undefined;
  }

  async drop(name: string): Promise<void> {
    const owner = await this.owner();
    if (owner !== null) await (await this.store()).delete('sealed', [owner, name]);
  }

  /** The names of this officer's records that begin so. */
  async names(beginning: string): Promise<string[]> {
    const owner = await this.owner();
    if (owner === null) return [];
    const range = IDBKeyRange.bound([owner, beginning], [owner, `${beginning}\uffff`]);
    return (await (await this.store()).getAllKeys('sealed', range)).map(([, name]) => name);
  }

  async sealFor(owner: string, place: string, value: unknown): Promise<Sealed> {
    return seal(await this.#keyOf(owner), place, value);
  }

  async unsealFor(owner: string, place: string, sealed: Sealed): Promise<unknown> {
    return unseal(await this.#keyOf(owner), place, sealed);
  }

  /** Destroys the officer's key first, so that nothing left behind by a crash in the middle can be read. */
  async wipe(): Promise<void> {
    const owner = await this.owner();
    this.forget();
    if (owner === null) return;
    const store = await this.store();
    if (this.buckets) await destroyBucket(this.buckets, owner);
    await store.delete('keys', owner);
    const all = store.transaction(['sealed', 'outbox', 'meta'], 'readwrite');
    await all.objectStore('sealed').delete(IDBKeyRange.bound([owner], [owner, []]));
    for await (const cursor of all.objectStore('outbox').index('owner').iterate(owner)) await cursor.delete();
    if ((await all.objectStore('meta').get(OWNER)) === owner) await all.objectStore('meta').delete(OWNER);
    await all.done;
  }

  /** Another tab has wiped: nothing may be sealed with a key that is gone. */
  forget(): void {
    this.#key = null;
    this.#owner = null;
  }

  /** Drops what was kept for a shift that is over. */
  async purge(now: Date): Promise<void> {
    const before = new Date(now.getTime() - KEPT_MS).toISOString();
    const records = (await this.store()).transaction('sealed', 'readwrite');
    for await (const cursor of records.store) {
      if (cursor.value.at < before && !KEPT_FOR_GOOD.test(cursor.key[1])) await cursor.delete();
    }
    await records.done;
  }

  async #required(): Promise<string> {
    const owner = await this.owner();
    if (owner === null) throw new Error('nobody has signed in on this device');
    return owner;
  }

  #keyOf(owner: string): Promise<CryptoKey> {
    if (this.#key?.owner === owner) return this.#key.key;
    const key = this.#loadKey(owner);
    this.#key = { owner, key };
    key.catch(() => (this.#key = null));
    return key;
  }

  /** Two tabs may both find none: the first one written is the key of both. */
  async #loadKey(owner: string): Promise<CryptoKey> {
    const store = await this.store();
    const known = await store.get('keys', owner);
    if (known) return known;
    const { buckets } = this;
    if (buckets) return writing(() => keyInBucket(buckets, owner));
    const fresh = await newKey();
    return writing(async () => {
      const keys = store.transaction('keys', 'readwrite');
      const first = await keys.store.get(owner);
      if (!first) await keys.store.put(fresh, owner);
      await keys.done;
      return first ?? fresh;
    });
  }
}

export const vault = new Vault();
