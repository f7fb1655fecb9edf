import { TooLate } from './describe-error.js';

/**
 * The result of `work`, or TooLate after `milliseconds`. kafkajs repeats a request on a connection that fell silent
 * for minutes; nothing here may wait that long. The work itself goes on in the background and is ignored.
 */
export function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate(`${what} did not end in time`)), milliseconds);
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

/**
 * The result of `work`, or null once the signal aborts: an idle reader waits at the broker for seconds, and who is told
 * to stop does not wait with it. What is read then is forgotten, which is harmless, because reading has no effect.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | null> {
  const listening = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { signal: listening.signal });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    listening.abort();
  }
}
