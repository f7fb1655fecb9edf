import type { DataSource, EntityManager } from 'typeorm';

/** A block of ours and how far it has come. */
export interface SentBlock {
  jti: string;
  list: string;
  partner: string;
  expected: boolean;
  resent: boolean;
  decidedAt: Date | null;
  answer: BlockAnswer | null;
}

/** `accounted`: nothing of it can be sent again, and both nations have compared what it could have held. */
export type BlockAnswer = 'delivered' | 'refused' | 'accounted';

/** What becomes of the blocks we sent: our bridge's decision, the partner's answer. */
export class SentBlockRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Held until the transaction ends. */
  async lock(manager: EntityManager, iss: string, jti: string): Promise<SentBlock | null> {
    const [block] = await manager.query<SentBlock[]>(
      `select jti, list, partner, expected, resent, decided_at as "decidedAt", answer from watchlist_block
       where iss = $1 and jti = $2 and direction = 'out' for update`,
      [iss, jti],
    );
    return block ?? null;
  }

  /** Our bridge has decided about it; `releasedAt` null: nothing of it left. */
  async decide(
    manager: EntityManager,
    iss: string,
    jti: string,
    decided: { at: Date; releasedAt: Date | null; agreementHash: string | null },
  ): Promise<void> {
    await manager.query(
      `update watchlist_block set decided_at = $3, released_at = $4, agreement_hash = $5 where iss = $1 and jti = $2`,
      [iss, jti, decided.at, decided.releasedAt, decided.agreementHash],
    );
  }

  /** What the partner made of it. */
  async answered(manager: EntityManager, iss: string, jti: string, answer: BlockAnswer): Promise<void> {
    await manager.query(
      `update watchlist_block set answer = $3 where iss = $1 and jti = $2 and direction = 'out'
         and answer is distinct from $3`,
      [iss, jti, answer],
    );
  }

  /**
   * The partner refused these versions of a block (`refused`), and took in whatever else it held. A version taken in
   * later is not refused any more. Returns the versions of which that changed.
   */
  async entriesAnswered(
    manager: EntityManager,
    iss: string,
    blockJti: string,
    refused: readonly { jti: string; ver: number }[] | 'all',
  ): Promise<{ jti: string; ver: number; refused: boolean }[]> {
    const [changed] = await manager.query<[{ jti: string; ver: number; refused: boolean }[], number]>(
      `with carried as (
         select iss, jti, ver from watchlist_message where iss = $1 and block_jti = $2
         union select iss, jti, ver from watchlist_resent where iss = $1 and block_jti = $2),
       answers as (
         select carried.iss, carried.jti, carried.ver, case when $5 or refused.jti is not null then 'refused' end as answer
         from carried left join unnest($3::text[], $4::int[]) as refused (jti, ver)
           on refused.jti = carried.jti and refused.ver = carried.ver)
       update watchlist_message message set answer = answers.answer from answers
       where message.iss = answers.iss and message.jti = answers.jti and message.ver = answers.ver
         and message.answer is distinct from answers.answer
       returning message.jti, message.ver, message.answer is not null as refused`,
      [
        iss,
        blockJti,
        refused === 'all' ? [] : refused.map(({ jti }) => jti),
        refused === 'all' ? [] : refused.map(({ ver }) => ver),
        refused === 'all',
      ],
    );
    return changed;
  }

  /** Blocks that left before that moment, still hold something, and were never answered; oldest first. */
  async unanswered(
    manager: EntityManager,
    partner: string,
    releasedBefore: Date,
    now: Date,
    limit: number,
  ): Promise<string[]> {
    const rows = await manager.query<{ jti: string }[]>(
      `select jti from watchlist_block
       where partner = $1 and direction = 'out' and released_at is not null and answer is null
         and released_at < $2 and expires_at > $3
       order by released_at, jti limit $4`,
      [partner, releasedBefore, now, limit],
    );
    return rows.map(({ jti }) => jti);
  }

  /** Entries whose last version for the partner was signed by then and not decided about by our bridge. */
  async undecided(partner: string, signedBy: Date): Promise<number> {
    const [row] = await this.dataSource.query<{ count: string }[]>(
      `select count(*) as count from watchlist_block block
       join watchlist_message message on message.iss = block.iss and message.block_jti = block.jti
       join watchlist_share share on share.jti = message.jti and share.ver = message.ver
       where block.partner = $1 and block.direction = 'out' and block.decided_at is null and block.at <= $2`,
      [partner, signedBy],
    );
    return Number(row?.count ?? 0);
  }
}
