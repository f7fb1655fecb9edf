import { type Entry, isUnsent, type Item } from './outbox-item.js';
import { type OutboxRow, type OutboxState, writing } from './store.js';
import type { Vault } from './vault.js';

/** What of a request only its officer can read. */
export type Kept = Omit<
  Item,
  'owner' | 'subject' | 'urgent' | 'state' | 'at' | 'settledAt' | 'attempts' | 'exported'
>;

/** Requests on this device: their state in clear, what they say sealed to the officer who wrote them. */
export class OutboxRows {
  constructor(private readonly ports: { vault: Vault; now: () => Date; uuid: () => string }) {}

  /** Writes a request down, once under its id. @throws StorageFull with nothing written */
  async add(entry: Entry): Promise<string> {
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
    return id;
  }

  async change(id: string, change: (row: OutboxRow) => OutboxRow): Promise<void> {
    const rows = (await this.ports.vault.store()).transaction('outbox', 'readwrite');
    const row = await rows.store.index('id').get(id);
    if (row) await rows.store.put(change(row));
    await rows.done;
  }

  /** Ends a request, with what is still to be known of it. */
  async settle(item: Item, state: OutboxState, kept: Kept): Promise<void> {
    const sealed = await this.ports.vault.sealFor(item.owner, item.id, kept);
    const settledAt = this.ports.now().toISOString();
    await this.change(item.id, (row) => ({ ...row, state, settledAt, sealed }));
  }

  /** Deletes a request that the service refused. */
  async deleteRefused(id: string): Promise<void> {
    const rows = (await this.ports.vault.store()).transaction('outbox', 'readwrite');
    const row = await rows.store.index('id').get(id);
    if (row?.seq !== undefined && (row.state === 'refused' || row.state === 'conflict'))
      await rows.store.delete(row.seq);
    await rows.done;
  }

  /** Deletes what was settled before, whoever wrote it. */
  async deleteSettled(before: Date): Promise<void> {
    const rows = (await this.ports.vault.store()).transaction('outbox', 'readwrite');
    for await (const cursor of rows.store) {
      const { settledAt } = cursor.value;
      if (!isUnsent(cursor.value) && settledAt !== undefined && settledAt < before.toISOString())
        await cursor.delete();
    }
    await rows.done;
  }

  /** Of one officer, oldest first. */
  async of(owner: string): Promise<OutboxRow[]> {
    const rows = await (await this.ports.vault.store()).getAllFromIndex('outbox', 'owner', owner);
    return rows.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
  }

  async find(id: string): Promise<Item | undefined> {
    const row = await (await this.ports.vault.store()).getFromIndex('outbox', 'id', id);
    return row && this.open(row);
  }

  async open(row: OutboxRow): Promise<Item> {
    const kept = (await this.ports.vault.unsealFor(row.owner, row.id, row.sealed)) as Kept | null;
    return { ...(kept ?? UNREADABLE), ...clearOf(row) };
  }
}

/** Sealed with a key that is gone: it can not be sent, and is shown as what it is. */
const UNREADABLE = { kind: 'unreadable', method: 'POST', path: '', label: '' } as const;

/** What of a request can be read without its officer's key. */
export function clearOf({
  sealed: _sealed,
  seq: _seq,
  ...clear
}: OutboxRow): Omit<OutboxRow, 'sealed' | 'seq'> {
  return clear;
}
