import { type DBSchema, type IDBPDatabase, wrap } from 'idb';
import { newKey } from './seal.js';

/** What is used here of the browser's Storage Buckets (WICG): stores whose files go when they are deleted. */
export interface Buckets {
  open(
    name: string,
    options: { persisted: boolean; durability: 'strict' },
  ): Promise<{ indexedDB: IDBFactory }>;
  delete(name: string): Promise<void>;
}

interface Schema extends DBSchema {
  key: { key: 'key'; value: CryptoKey };
}

/** The buckets of this browser; undefined where it knows none. */
export const storageBuckets = (globalThis.navigator as { storageBuckets?: Buckets } | undefined)
  ?.storageBuckets;

/** The officer's key, made when there is none yet. Two tabs may both find none: the first one written is of both. */
export async function keyInBucket(buckets: Buckets, owner: string): Promise<CryptoKey> {
  const bucket = await buckets.open(await nameOf(owner), { persisted: true, durability: 'strict' });
  const database = await opened(bucket.indexedDB);
  try {
    const fresh = await newKey();
    const keys = database.transaction('key', 'readwrite');
    const first = await keys.store.get('key');
    if (!first) await keys.store.put(fresh, 'key');
    await keys.done;
    return first ?? fresh;
  } finally {
    database.close();
  }
}

/** Takes the key from the disk, with the files it was in. */
export async function destroyBucket(buckets: Buckets, owner: string): Promise<void> {
  await buckets.delete(await nameOf(owner));
}

function opened(factory: IDBFactory): Promise<IDBPDatabase<Schema>> {
  const request = factory.open('key', 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore('key'));
  return wrap(request) as unknown as Promise<IDBPDatabase<Schema>>;
}

/** Bucket names are of small letters and digits, whatever service numbers look like. */
async function nameOf(owner: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(owner));
  return `key-${Array.from(new Uint8Array(hash, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
