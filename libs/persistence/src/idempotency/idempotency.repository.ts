import type { DataSource, EntityManager } from 'typeorm';
import { IdempotencyRow } from './idempotency.row.js';

/** A caller's request under an `Idempotency-Key`; key and body as keyed hashes, so that neither is kept. */
export interface IdempotentRequest {
  subject: string;
  keyMac: string;
  bodyMac: string;
}

/** The first answer, given again to the same request. It holds ids and versions, no content. */
export interface IdempotentAnswer {
  status: number;
  body: object;
  etag: string | null;
}

export type IdempotencyClaim =
  /** First time: do the work and `answer` in the same transaction. */
  | { outcome: 'first' }
  /** The same request again. */
  | { outcome: 'repeat'; answer: IdempotentAnswer }
  /** The key was used for another body. */
  | { outcome: 'other-body' };

export class IdempotencyRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes the key for this transaction. A second request of the same key waits for the first to commit or fail. */
  async claim(manager: EntityManager, request: IdempotentRequest, at: Date): Promise<IdempotencyClaim> {
    const { subject, keyMac, bodyMac } = request;
    const row = { subject, keyMac, bodyMac, at };
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(IdempotencyRow)
      .values(row)
      .orIgnore()
      .returning('at')
      .execute();
    if ((inserted.raw as unknown[]).length === 1) return { outcome: 'first' };
    const { status, body, etag, ...kept } = await manager.findOneByOrFail(IdempotencyRow, {
      subject,
      keyMac,
    });
    if (kept.bodyMac !== bodyMac) return { outcome: 'other-body' };
    if (status === null || body === null)
      throw new Error('a claimed idempotency key was committed without an answer');
    return { outcome: 'repeat', answer: { status, body, etag } };
  }

  async answer(
    manager: EntityManager,
    { subject, keyMac }: IdempotentRequest,
    answer: IdempotentAnswer,
  ): Promise<void> {
    await manager.update(IdempotencyRow, { subject, keyMac }, answer);
  }

  /** Forgets the keys claimed before; returns how many. */
  async prune(before: Date): Promise<number> {
    const { affected } = await this.dataSource.manager
      .createQueryBuilder()
      .delete()
      .from(IdempotencyRow)
      .where('at < :before', { before })
      .execute();
    return affected ?? 0;
  }
}
