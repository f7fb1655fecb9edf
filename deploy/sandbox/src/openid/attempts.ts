/** Failures that are forgiven within the window; one more and the next attempts are not even looked at. */
const FORGIVEN = { username: 5, address: 50 } as const;
const WINDOW_MS = 5 * 60_000;

/** Slows down who guesses passwords: counts failures by service number and by address, in a sliding window. */
export class Attempts {
  readonly #failures = new Map<string, number[]>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Whether this attempt may be judged at all. */
  allows(username: string, address: string): boolean {
    return (
      this.#recent(`username ${username}`).length < FORGIVEN.username &&
      this.#recent(`address ${address}`).length < FORGIVEN.address
    );
  }

  failed(username: string, address: string): void {
    for (const key of [`username ${username}`, `address ${address}`]) {
      this.#failures.set(key, [...this.#recent(key), this.now()]);
    }
  }

  succeeded(username: string): void {
    this.#failures.delete(`username ${username}`);
  }

  #recent(key: string): number[] {
    const since = this.now() - WINDOW_MS;
    const recent = (this.#failures.get(key) ?? []).filter((at) => at > since);
    if (recent.length === 0) this.#failures.delete(key);
    return recent;
  }
}
