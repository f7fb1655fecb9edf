import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/** The header that carries the correlation id over HTTP and Kafka. */
export const CORRELATION_HEADER = 'correlation-id';

/** Ids only: what a caller sends is logged, so its form leaves no room for words. */
const ACCEPTED = /^[0-9a-fA-F-]{8,64}$/;

/** The id that joins the log lines of one piece of work, end to end. */
export const correlation = {
  /** Runs `work`, and all it starts, under this correlation id. */
  run<T>(id: string, work: () => T): T {
    return storage.run(id, work);
  },

  /** The id of the work in progress; undefined outside of any. */
  id(): string | undefined {
    return storage.getStore();
  },

  /** Runs `work` under the id that a record carries in its headers, where it carries one. */
  resume<T>(headers: Readonly<Record<string, string | undefined>>, work: () => T): T {
    const id = correlation.accept(headers[CORRELATION_HEADER]);
    return id === undefined ? work() : storage.run(id, work);
  },

  /** The caller's id where it is a hexadecimal id (a UUID, a trace id), else undefined. */
  accept(header: unknown): string | undefined {
    return typeof header === 'string' && ACCEPTED.test(header) ? header : undefined;
  },
};
