import { sleep } from './reopening.js';

/**
 * Pauses of several that fail for the same reason: a line that is cut, a database that is away. Whoever gets on ends the
 * pauses of all, so that an urgent lane does not sit out its own while a routine one works already. Only progress may end
 * them; an opening alone may fail again at once, and the ones would keep the others from ever pausing.
 */
export class SharedPauses {
  readonly #early = new Set<AbortController>();

  /** Resolves after `milliseconds`, or at once when the signal aborts or somebody gets on; never rejects. */
  async take(milliseconds: number, signal: AbortSignal): Promise<void> {
    const early = new AbortController();
    this.#early.add(early);
    await sleep(milliseconds, AbortSignal.any([early.signal, signal]));
    this.#early.delete(early);
  }

  end(): void {
    for (const early of this.#early) early.abort();
  }
}
