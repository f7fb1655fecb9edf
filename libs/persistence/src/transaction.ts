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

/**
 * Within a transaction of withTransaction: what `work` wrote before it failed, or appended to the outbox, is undone alone,
 * and the transaction goes on. Attempts do not contain one another.
 */
export async function withinSavepoint<T>(manager: EntityManager, work: () => Promise<T>): Promise<T> {
  const records = outboxOf(manager);
  const before = records.length;
  await manager.query('savepoint attempt');
  try {
    const result = await work();
    await manager.query('release savepoint attempt');
    return result;
  } catch (error) {
    records.length = before;
    await manager.query('rollback to savepoint attempt');
    throw error;
  }
}

/** @throws Error outside withTransaction: nobody would write it */
export function appendToOutbox(manager: EntityManager, record: OutboxRecord): void {
  outboxOf(manager).push(record);
}

function outboxOf(manager: EntityManager): OutboxRecord[] {
  const records = outboxes.get(manager);
  if (!records) throw new Error('the outbox is written by withTransaction only');
  return records;
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
