import type { JsonLogger } from '@passerelle/runtime';

/** Does the same work again and again, one run at a time; a run that fails is logged, and the next one comes. */
export class Sweep {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly everyMilliseconds: number,
    private readonly logger: JsonLogger,
    private readonly failed: string,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.run(), this.everyMilliseconds);
    this.run();
  }

  /** Ends after the run in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  run(): void {
    this.#running ??= this.work()
      .catch((error: unknown) => this.logger.failure(this.failed, error))
      .finally(() => {
        this.#running = undefined;
      });
  }
}
