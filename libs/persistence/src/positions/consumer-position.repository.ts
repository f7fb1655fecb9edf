import type { DataSource, EntityManager } from 'typeorm';
import { ConsumerPositionRow } from './consumer-position.row.js';

/** Where a record stands. */
interface Place {
  topic: string;
  partition: number;
  offset: bigint;
}

/** Where a consumer goes on, kept in the database its effects are in: both are committed together. */
export class ConsumerPositionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Next offset to handle; null where nothing was handled yet. */
  async read(topic: string, partition: number): Promise<bigint | null> {
    return (await this.find(topic, partition))?.nextOffset ?? null;
  }

  /** The position with the incarnation of the topic it belongs to. */
  async find(
    topic: string,
    partition: number,
  ): Promise<{ nextOffset: bigint; topicId: string | null } | null> {
    const row = await this.dataSource.manager.findOneBy(ConsumerPositionRow, { topic, partition });
    return row && { nextOffset: row.nextOffset, topicId: row.topicId };
  }

  /** Stores where a first run begins, so that a restart before the first record is no first run any more. */
  async begin(topic: string, partition: number, nextOffset: bigint, topicId: string | null): Promise<void> {
    await this.dataSource.query(
      `insert into consumer_position (topic, partition, topic_id, next_offset) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [topic, partition, topicId, nextOffset.toString()],
    );
  }

  /**
   * Moves the position past the last of some records of one partition and gives those that were not handled before.
   * Call it first in the transaction that handles them: it holds the partition's row, so that a second consumer waits.
   *
   * @throws Error where another consumer handled some of them meanwhile; nothing of the transaction is kept then
   */
  async take<R extends Place>(
    manager: EntityManager,
    records: readonly R[],
    topicId: string | null = null,
  ): Promise<R[]> {
    const last = records.at(-1);
    if (last === undefined) return [];
    const { topic, partition, offset } = last;
    const held = await manager.findOne(ConsumerPositionRow, {
      where: { topic, partition },
      lock: { mode: 'pessimistic_write' },
    });
    const ahead = records.filter((record) => record.offset >= (held?.nextOffset ?? 0n));
    if (ahead.length === 0) return [];
    const moved = await manager.query<unknown[]>(
      `insert into consumer_position as held (topic, partition, topic_id, next_offset) values ($1, $2, $3, $4)
       on conflict (topic, partition)
       do update set next_offset = excluded.next_offset, topic_id = coalesce(excluded.topic_id, held.topic_id)
       where held.next_offset < excluded.next_offset
       returning 1`,
      [topic, partition, topicId, String(offset + 1n)],
    );
    if (moved.length === 0) throw new Error('another consumer began this partition at the same time');
    return ahead;
  }
}
