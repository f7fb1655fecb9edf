import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes } from '@passerelle/credential';
import { IdempotencyRepository, type IdempotentAnswer, withTransaction } from '@passerelle/persistence';
import { Clock } from '@passerelle/runtime';
import { createHmac, type KeyObject } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { IDEMPOTENCY_SECRET } from '../tokens.js';
import { keyRequired, keyReused } from './alert-errors.js';

/** RFC 8941 strings and bare tokens alike: anything visible, of a length that is a key and not a document. */
const KEY_FORM = /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** Does a caller's request once per `Idempotency-Key`; neither key nor body is kept, only their keyed hashes. */
@Injectable()
export class IdempotentRequests {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(IdempotencyRepository) private readonly requests: IdempotencyRepository,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IDEMPOTENCY_SECRET) private readonly secret: KeyObject,
  ) {}

  /** @throws PasserelleError 400 for a missing or unusable key */
  requireKey(key: string | undefined): string {
    if (key === undefined || !KEY_FORM.test(key)) throw keyRequired();
    return key;
  }

  /**
   * The first answer to this caller's key, from `work` or from before.
   * @throws PasserelleError 409 where the key was used for another body
   */
  async once(
    subject: string,
    key: string,
    body: unknown,
    work: (manager: EntityManager) => Promise<IdempotentAnswer>,
  ): Promise<IdempotentAnswer> {
    const request = { subject, keyMac: this.macOf(key), bodyMac: this.macOf(canonicalBytes(body)) };
    return withTransaction(this.database, async (manager) => {
      const claim = await this.requests.claim(manager, request, this.clock.now());
      if (claim.outcome === 'other-body') throw keyReused();
      if (claim.outcome === 'repeat') return claim.answer;
      const answer = await work(manager);
      await this.requests.answer(manager, request, answer);
      return answer;
    });
  }

  /** The keyed hash under which keys, bodies and lines are known; `parts` are hashed one after the other. */
  macOf(...parts: (string | Uint8Array)[]): string {
    const hmac = createHmac('sha256', this.secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest('base64url');
  }
}
