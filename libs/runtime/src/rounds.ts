/**
 * Work that is looked for again and again, one round at a time in an instance: what one round holds locked, another would
 * skip, and call itself done while it is not.
 */
export class Rounds<T> {
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #looking = false;

  /**
   * @param round does what there is to do
   * @param ended is told after each round of the timer, with what it failed of
   */
  constructor(
    private readonly round: () => Promise<T>,
    private readonly ended: (error?: unknown) => void,
  ) {}

  start(everyMilliseconds: number): void {
    this.#timer = setInterval(() => void this.#look(), everyMilliseconds);
  }

  /** Ends after the rounds in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }

  /** One round, after those that were asked for before. */
  now(): Promise<T> {
    const round = this.#last.then(() => this.round());
    this.#last = round.catch(() => undefined);
    return round;
  }

  /** The timer skips where its round before is not over: a slow database is not asked more often. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await this.now().then(
      () => this.ended(),
      (error: unknown) => this.ended(error),
    );
    this.#looking = false;
  }
}
