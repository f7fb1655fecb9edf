import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** What lies encrypted on the device: the bytes and the nonce they were sealed with. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

export type OutboxState = 'waiting' | 'sending' | 'refused' | 'conflict' | 'sent' | 'removed';

/** One request to be sent. In clear only what the order and the count need; the rest is sealed. */
export interface OutboxRow {
  /** Order of writing; given by the database. */
  seq?: number;
  /** UUID, and the Idempotency-Key of every attempt. */
  id: string;
  owner: string;
  /** Requests of one subject leave in the order they were written. */
  subject: string;
  urgent: boolean;
  state: OutboxState;
  /** ISO times. */
  at: string;
  settledAt?: string;
  attempts: number;
  exported: boolean;
  sealed: Sealed;
}

interface Schema extends DBSchema {
  /** One key per officer; it can be used, never read. */
  keys: { key: string; value: CryptoKey };
  sealed: { key: [owner: string, name: string]; value: Sealed & { at: string } };
  outbox: { key: number; value: OutboxRow; indexes: { id: string; owner: string } };
  /** `owner`: who used this device last. */
  meta: { key: string; value: string };
}

export type Store = IDBPDatabase<Schema>;

/** The device is full; what was to be kept stays where the officer typed it. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** Opens the console's database; a newer version in another tab closes this one instead of waiting for ever. */
export function openStore(name = 'passerelle'): Promise<Store> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('keys');
      database.createObjectStore('sealed');
      database.createObjectStore('meta');
      const outbox = database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
      outbox.createIndex('id', 'id', { unique: true });
      outbox.createIndex('owner', 'owner');
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/** Runs a write. @throws StorageFull where the device has no room left */
export async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'QuotaExceededError') throw new StorageFull();
    throw error;
  }
}
