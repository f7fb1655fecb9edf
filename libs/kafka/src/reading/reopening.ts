/** Why something stopped for good: no retry helps, an operator has to look. */
export class StoppedByAlarm extends Error {
  override readonly name = 'StoppedByAlarm';
  constructor(
    /** stable code, `PSR_…` */
    readonly code: string,
    message: string,
    /** ids and offsets; never personal data */
    readonly details: Record<string, string | number> = {},
  ) {
    super(message);
  }
}

export interface Reopening {
  /** opens, works, and returns only when the signal aborts; any error means: forget everything and open again */
  attempt: (signal: AbortSignal) => Promise<void>;
  /** told before each wait */
  onError: (error: Error, delay: number) => void;
  /** milliseconds to wait after the n-th failure in a row, jitter included */
  delay: (failures: number, error: Error) => number;
  /** waits so long, or less where somebody knows better; default {@link sleep} */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** an attempt that lived this long counts as a success */
  healthyAfter?: number;
  now: () => number;
}

/** Keeps something open until aborted. Throws only {@link StoppedByAlarm}. */
export async function keepOpen(options: Reopening, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const openedAt = options.now();
    try {
      await options.attempt(signal);
      return;
    } catch (cause) {
      if (cause instanceof StoppedByAlarm) throw cause;
      if (signal.aborted) return;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      failures = options.now() - openedAt > (options.healthyAfter ?? 10_000) ? 1 : failures + 1;
      const delay = options.delay(failures, error);
      options.onError(error, delay);
      await (options.pause ?? sleep)(delay, signal);
    }
  }
}

/** Full jitter over an exponentially growing span: 2^n × `first`, at most `longest`, at least a quarter of it. */
export function jittered(random: () => number, first: number, longest: number) {
  return (failures: number): number => {
    const span = Math.min(longest, first * 2 ** Math.min(failures - 1, 20));
    return Math.round(span * (0.25 + 0.75 * random()));
  };
}

/** Resolves after `milliseconds` or at once when the signal aborts; never rejects. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}
