/** Failures that are forgiven within the window; one more and the next attempts are not even looked at. */
const FORGIVEN = { username: 5, address: 50 } as const;
const WINDOW_MS = 5 * 60_000;

/** Slows down who guesses passwords: counts failures by service number and by address, in a sliding window. */
export class Attempts {
  readonly #failures = new Map<string, number[]>();

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Whether this attempt may be judged at all. It counts as a failure until it has succeeded: many at once would
   * otherwise all be judged before the first of them has failed.
   */
  begins(username: string, address: string): boolean {
    const names = this.#recent(`username ${username}`);
    const addresses = this.#recent(`address ${address}`);
    if (names.length >= FORGIVEN.username || addresses.length >= FORGIVEN.address) return false;
    this.#failures.set(`username ${username}`, [...names, this.now()]);
    this.#failures.set(`address ${address}`, [...addresses, this.now()]);
    return true;
  }

  succeeded(username: string, address: string): void {
    this.#failures.delete(`username ${username}`);
    this.#failures.set(`address ${address}`, this.#recent(`address ${address}`).slice(0, -1));
  }

  #recent(key: string): number[] {
    const since = this.now() - WINDOW_MS;
    const recent = (this.#failures.get(key) ?? []).filter((at) => at > since);
    if (recent.length === 0) this.#failures.delete(key);
    return recent;
  }
}
