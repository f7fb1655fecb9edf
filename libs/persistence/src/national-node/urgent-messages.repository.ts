import type { EntityManager } from 'typeorm';

const HOUR = `interval '1 hour'`;

/** Counts urgent messages under an agreement, by the time they were signed; remembers one hour. */
export class UrgentMessageRepository {
  /**
   * One of ours is about to be signed. False, and not counted, where `limit` were within the hour before `at`. Until the
   * transaction ends nobody else counts under this agreement: of two at once the last free place is one's.
   */
  async take(manager: EntityManager, agreementId: string, at: Date, limit: number): Promise<boolean> {
    await manager.query(
      `select pg_advisory_xact_lock(hashtextextended('urgent ' || current_schema() || ' ' || $1, 0))`,
      [agreementId],
    );
    await this.#forget(manager, 'out', agreementId, at);
    const [row] = await manager.query<{ count: string }[]>(
      `select count(*) from urgent_message where direction = 'out' and agreement_id = $1`,
      [agreementId],
    );
    if (Number(row?.count) >= limit) return false;
    await manager.query(`insert into urgent_message values ('out', $1, $2)`, [agreementId, at]);
    return true;
  }

  /** The partner's that were taken in. */
  async received(manager: EntityManager, agreementId: string, signedAt: readonly Date[]): Promise<void> {
    if (signedAt.length === 0) return;
    await manager.query(
      `insert into urgent_message select 'in', $1, signed_at from unnest($2::timestamptz[]) signed_at`,
      [agreementId, signedAt],
    );
  }

  /** How many of the partner's were signed within the hour before `at`. */
  async receivedBefore(manager: EntityManager, agreementId: string, at: Date): Promise<number> {
    await this.#forget(manager, 'in', agreementId, at);
    const [row] = await manager.query<{ count: string }[]>(
      `select count(*) from urgent_message where direction = 'in' and agreement_id = $1`,
      [agreementId],
    );
    return Number(row?.count);
  }

  async #forget(
    manager: EntityManager,
    direction: 'in' | 'out',
    agreementId: string,
    at: Date,
  ): Promise<void> {
    await manager.query(
      `delete from urgent_message
       where direction = $1 and agreement_id = $2 and signed_at <= $3::timestamptz - ${HOUR}`,
      [direction, agreementId, at],
    );
  }
}
