import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DeskEventRepository } from '@passerelle/persistence';
import { JsonLogger } from '@passerelle/runtime';

/** How soon an event is noticed that another instance of the desk filed. */
const LOOK_EVERY_MS = 1_000;

/** Tells open streams that there may be something to read. */
@Injectable()
export class NotificationFeed implements OnModuleInit, OnModuleDestroy {
  readonly #waiting = new Set<() => void>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #seen = -1n;

  constructor(
    @Inject(DeskEventRepository) private readonly events: DeskEventRepository,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Aborted when the service stops: streams end, and resume elsewhere. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  onModuleInit(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#stopping.abort();
    this.wake();
  }

  wake(): void {
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }

  /** Resolves at the next wake, at `signal`, or after `ms`. Ask before reading, so that nothing is missed between. */
  changed(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', resume);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      signal.addEventListener('abort', resume, { once: true });
      this.#waiting.add(resume);
    });
  }

  /** Only while somebody waits; a database that is away is reported by readiness. */
  async #look(): Promise<void> {
    if (this.#waiting.size === 0) return;
    try {
      const last = await this.events.last();
      if (last !== this.#seen) this.wake();
      this.#seen = last;
    } catch (error) {
      this.logger.failure('notification.feed', error);
    }
  }
}
