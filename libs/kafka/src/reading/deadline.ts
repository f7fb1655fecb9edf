import { NotNow } from './describe-error.js';

/**
 * The result of `work`, or NotNow after `milliseconds`. kafkajs repeats a request on a connection that fell silent
 * for minutes; nothing here may wait that long. The work itself goes on in the background and is ignored.
 */
export function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotNow(`${what} did not end in time`)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Resolves when `work` settles, however, or after `milliseconds`. */
export function settled(milliseconds: number, work: Promise<unknown> | undefined): Promise<void> {
  return within(milliseconds, 'it', Promise.resolve(work)).then(
    () => undefined,
    () => undefined,
  );
}
