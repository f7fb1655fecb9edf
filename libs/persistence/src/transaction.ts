import { EventEmitter } from 'node:events';
import type { DataSource, EntityManager } from 'typeorm';
import { insertAll } from './many-rows.js';
import type { OutboxRecord } from './outbox/outbox-record.js';

/** What each open transaction will publish. */
const outboxes = new WeakMap<EntityManager, OutboxRecord[]>();
const signals = new WeakMap<DataSource, EventEmitter>();

const OUTBOX_TYPES = { destination: 'text', partition: 'int', key: 'text', value: 'bytea', headers: 'jsonb' };

/**
 * Runs `work` in one database transaction: all of it, or none. What it appended to the outbox is written last, in one
 * statement; after the commit the links that carry it are woken, so that nothing waits for a poll.
 */
export async function withTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const records: OutboxRecord[] = [];
  const result = await dataSource.transaction(async (manager) => {
    outboxes.set(manager, records);
    const result = await work(manager);
    await insertAll(manager, 'outbox', OUTBOX_TYPES, records);
    return result;
  });
  const signal = signalOf(dataSource);
  for (const destination of new Set(records.map((record) => record.destination))) signal.emit(destination);
  return result;
}

/** @throws Error outside withTransaction: nobody would write it */
export function appendToOutbox(manager: EntityManager, record: OutboxRecord): void {
  const records = outboxes.get(manager);
  if (!records) throw new Error('the outbox is written by withTransaction only');
  records.push(record);
}

/** Calls `wake` after every commit that wrote to the destination's outbox in this process; returns how to stop that. */
export function onCommitted(dataSource: DataSource, destination: string, wake: () => void): () => void {
  const signal = signalOf(dataSource);
  signal.on(destination, wake);
  return () => signal.off(destination, wake);
}

function signalOf(dataSource: DataSource): EventEmitter {
  const known = signals.get(dataSource) ?? new EventEmitter().setMaxListeners(0);
  signals.set(dataSource, known);
  return known;
}
