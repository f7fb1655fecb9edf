/** Each refresh holds a database connection while the provider answers: a slow provider must not take them all. */
const AT_ONCE = 3;

/** Lets one refresh of a session run at a time, and few of all sessions together. */
export class RefreshGate<T> {
  readonly #running = new Map<string, Promise<T>>();
  readonly #waiting: (() => void)[] = [];
  #free = AT_ONCE;

  /** The refresh that runs for this session, or this one. */
  once(session: string, refresh: () => Promise<T>): Promise<T> {
    const running = this.#running.get(session) ?? this.#start(session, refresh);
    this.#running.set(session, running);
    return running;
  }

  async #start(session: string, refresh: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await refresh();
    } finally {
      this.#running.delete(session);
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
