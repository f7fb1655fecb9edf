import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { IdempotencyRepository } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';

/** A post may be without a line for weeks, and its outbox sends again what it is not sure of. */
export const KEPT_DAYS = 35;
const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;

/** Forgets idempotency keys that no outbox can still be asking with. */
@Injectable()
export class ForgottenKeys implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(IdempotencyRepository) private readonly requests: IdempotencyRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.forget().catch((error: unknown) => this.logger.failure('keys.not-forgotten', error));
    }, LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Returns how many. */
  forget(): Promise<number> {
    return this.requests.prune(new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS));
  }
}
