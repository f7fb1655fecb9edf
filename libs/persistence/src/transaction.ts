import { EventEmitter } from 'node:events';
import type { DataSource, EntityManager } from 'typeorm';

/** Outbox destinations a transaction wrote to; told to their links once it is committed. */
const appended = new WeakMap<EntityManager, Set<string>>();
const signals = new WeakMap<DataSource, EventEmitter>();

/**
 * Runs `work` in one database transaction: all of it, or none. After the commit the links whose outbox it wrote to
 * are woken, so that nothing waits for a poll.
 */
export async function withTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const destinations = new Set<string>();
  const result = await dataSource.transaction((manager) => {
    appended.set(manager, destinations);
    return work(manager);
  });
  for (const destination of destinations) signalOf(dataSource).emit(destination);
  return result;
}

export function noteAppended(manager: EntityManager, destination: string): void {
  appended.get(manager)?.add(destination);
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
