import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import { IdempotencyRepository, withTransaction } from '@passerelle/persistence';
import { Clock, PasserelleError } from '@passerelle/runtime';
import { isUUID } from 'class-validator';
import { DataSource, type EntityManager } from 'typeorm';
import { NotificationFeed } from '../stream/notification-feed.js';

/** What a caller asks for under a key: the same again gets the stored answer. */
export interface KeyedRequest {
  subject: string;
  /** The header Idempotency-Key. */
  key: string | undefined;
  /** All that makes it this request: operation, notification, body. */
  request: object;
}

/** Does an officer's action once per key: a browser that was killed while sending sends again. */
@Injectable()
export class IdempotentActions {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(IdempotencyRepository) private readonly requests: IdempotencyRepository,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * The first answer to this key, from `work` or from before; a refusal stores nothing.
   *
   * @throws PasserelleError 400 without a usable key, 409 where it was used for another request
   */
  async once<T extends object>(
    { subject, key, request }: KeyedRequest,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (key === undefined || !isUUID(key)) throw keyRequired();
    const claimed = { subject, keyMac: digest(key), bodyMac: digest(canonicalBytes(request)) };
    const answer = await withTransaction(this.database, async (manager) => {
      const claim = await this.requests.claim(manager, claimed, this.clock.now());
      if (claim.outcome === 'other-body') throw keyReused();
      if (claim.outcome === 'repeat') return claim.answer.body as T;
      const body = await work(manager);
      await this.requests.answer(manager, claimed, { status: 200, body, etag: null });
      return body;
    });
    this.feed.wake();
    return answer;
  }
}

const keyRequired = (): PasserelleError =>
  new PasserelleError('PSR_IDEMPOTENCY_KEY_REQUIRED', 'the header Idempotency-Key must carry a UUID', {
    status: 400,
  });

const keyReused = (): PasserelleError =>
  new PasserelleError('PSR_IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key was used for another request', {
    status: 409,
  });
