import { beforeEach, describe, expect, it } from '@jest/globals';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { Buckets } from './bucket-key.js';
import { openStore } from './store.js';
import { Vault } from './vault.js';

let database = 0;
let name: string;
const tab = (): Vault => new Vault(() => openStore(name));

beforeEach(() => {
  name = `vault-${database++}`;
});

describe('the vault', () => {
  it('gives back what it was given, also to the next start', async () => {
    const vault = tab();
    await vault.useOwner('desk1');
    await vault.put('queue', { items: [1] });
    expect(await tab().get('queue')).toEqual({ items: [1] });
  });

  it('holds nothing readable and no key that could be read', async () => {
    const vault = tab();
    await vault.useOwner('desk1');
    await vault.put('case/1', { plate: 'DEMO-417' });
    const store = await vault.store();
    const [sealed] = await store.getAll('sealed');
    expect(new TextDecoder().decode(sealed?.bytes)).not.toContain('DEMO');
    const [key] = await store.getAll('keys');
    expect(key?.extractable).toBe(false);
  });

  it('keeps the officers of one device apart', async () => {
    const vault = tab();
    await vault.useOwner('desk1');
    await vault.put('draft/write', 'typed by desk1');
    await vault.useOwner('desk2');
    expect(await vault.get('draft/write')).toBeUndefined();
    await vault.useOwner('desk1');
    expect(await vault.get('draft/write')).toBe('typed by desk1');
  });

  it('agrees on one key when two tabs begin at once', async () => {
    const [one, other] = [tab(), tab()];
    await one.useOwner('desk1');
    await Promise.all([one.put('a', 1), other.put('b', 2)]);
    expect(await other.get('a')).toBe(1);
    expect(await one.get('b')).toBe(2);
  });

  it('destroys key and records of one officer at sign-out', async () => {
    const vault = tab();
    await vault.useOwner('desk2');
    await vault.put('queue', 'of desk2');
    await vault.useOwner('desk1');
    await vault.put('queue', 'of desk1');
    await vault.wipe();
    expect(await vault.owner()).toBeNull();
    expect(await (await vault.store()).getAllKeys('keys')).toEqual(['desk2']);
    await vault.useOwner('desk1');
    expect(await vault.get('queue')).toBeUndefined();
    await vault.useOwner('desk2');
    expect(await vault.get('queue')).toBe('of desk2');
  });

  it('does not take a record for another one', async () => {
    const vault = tab();
    await vault.useOwner('desk1');
    await vault.put('case/1', 'one');
    const store = await vault.store();
    const moved = await store.get('sealed', ['desk1', 'case/1']);
    if (moved) await store.put('sealed', moved, ['desk1', 'case/2']);
    expect(await vault.get('case/2')).toBeUndefined();
  });

  it('drops what a shift and a day have passed, but no draft', async () => {
    const vault = tab();
    await vault.useOwner('desk1');
    await vault.put('queue', 'old');
    await vault.put('draft/write', 'words');
    await vault.purge(new Date(Date.now() + 37 * 3_600_000));
    expect(await vault.names('')).toEqual(['draft/write']);
  });

  describe('in a browser with buckets', () => {
    const places = new Map<string, IDBFactory>();
    const buckets: Buckets = {
      open: async (name) => {
        const place = places.get(name) ?? new IDBFactory();
        places.set(name, place);
        return { indexedDB: place };
      },
      delete: async (name) => void places.delete(name),
    };
    const other = (): Vault => new Vault(() => openStore(name), buckets);

    it('keeps the key of each officer apart from what is sealed with it, in a bucket of the browser’s naming', async () => {
      const [one, two] = [other(), other()];
      await one.useOwner('Agent É/7');
      await Promise.all([one.put('a', 1), two.put('b', 2)]);
      expect([await two.get('a'), await one.get('b'), await other().get('a')]).toEqual([1, 2, 1]);
      expect(await (await one.store()).getAllKeys('keys')).toEqual([]);
      expect([...places.keys()]).toEqual([expect.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/)]);
    });

    it('deletes the bucket at sign-out, so that no file of the profile has the key any more', async () => {
      const vault = other();
      await vault.useOwner('desk1');
      await vault.put('queue', 'of desk1');
      const before = places.size;
      await vault.wipe();
      expect(places.size).toBe(before - 1);
      await vault.useOwner('desk1');
      expect(await vault.get('queue')).toBeUndefined();
    });
  });
});
