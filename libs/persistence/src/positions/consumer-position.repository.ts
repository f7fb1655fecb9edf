import type { DataSource, EntityManager } from 'typeorm';
import { ConsumerPositionRow } from './consumer-position.row.js';

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
   * Moves the position. Call it first in the transaction of a record: it holds the partition's row, so a second
   * consumer waits.
   *
   * @returns false where the position is there already, that is where the record was handled: do nothing then
   */
  async advance(
    manager: EntityManager,
    topic: string,
    partition: number,
    nextOffset: bigint,
    topicId: string | null = null,
  ): Promise<boolean> {
    const moved = await manager.query<unknown[]>(
      `insert into consumer_position as held (topic, partition, topic_id, next_offset) values ($1, $2, $3, $4)
       on conflict (topic, partition)
       do update set next_offset = excluded.next_offset, topic_id = coalesce(excluded.topic_id, held.topic_id)
       where held.next_offset < excluded.next_offset
       returning 1`,
      [topic, partition, topicId, nextOffset.toString()],
    );
    return moved.length === 1;
  }
}
