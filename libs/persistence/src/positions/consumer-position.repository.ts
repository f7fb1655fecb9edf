import type { DataSource, EntityManager } from 'typeorm';
import { ConsumerPositionRow } from './consumer-position.row.js';

/** Where a record stands. */
interface Place {
  topic: string;
  partition: number;
  offset: bigint;
}

/**
 * Where a consumer goes on, kept in the database its effects are in: both are committed together. A database that goes
 * back under a running service, because somebody restored it, takes its consumers back with it.
 */
export class ConsumerPositionRepository {
  /** `<topic>/<partition>` → where this process took it last; forgotten when the position is asked for anew. */
  readonly #taken = new Map<string, bigint>();

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
    this.#taken.delete(keyOf({ topic, partition }));
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

  /** Stores where somebody who reads a topic to its end, by himself, has come. */
  async keep(
    { topic, partition }: Omit<Place, 'offset'>,
    nextOffset: bigint,
    topicId: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `insert into consumer_position (topic, partition, topic_id, next_offset) values ($1, $2, $3, $4)
       on conflict (topic, partition) do update set topic_id = excluded.topic_id, next_offset = excluded.next_offset`,
      [topic, partition, topicId, nextOffset.toString()],
    );
  }

  /**
   * Moves the position past the last of some records of one partition and gives those that were not handled before.
   * Call it first in the transaction that handles them: it holds the partition's row, so that a second consumer waits.
   *
   * @throws Error where another consumer handled some of them meanwhile, or the position went back behind where it was
   *   seen before; nothing of the transaction is kept then, and the consumer reads again from the stored position
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
    const next = offset + 1n;
    this.#requireNotBack(last, held?.nextOffset ?? 0n, next);
    const ahead = records.filter((record) => record.offset >= (held?.nextOffset ?? 0n));
    if (ahead.length === 0) return [];
    const moved = await manager.query<unknown[]>(
      `insert into consumer_position as held (topic, partition, topic_id, next_offset) values ($1, $2, $3, $4)
       on conflict (topic, partition)
       do update set next_offset = excluded.next_offset, topic_id = coalesce(excluded.topic_id, held.topic_id)
       where held.next_offset < excluded.next_offset
       returning 1`,
      [topic, partition, topicId, String(next)],
    );
    if (moved.length === 0) throw new Error('another consumer began this partition at the same time');
    return ahead;
  }

  /** After a transaction that failed the consumer asks where to begin before it takes again. */
  #requireNotBack(place: Place, held: bigint, next: bigint): void {
    const key = keyOf(place);
    const taken = this.#taken.get(key) ?? 0n;
    if (held < taken) throw new Error('the database went back behind this consumer');
    this.#taken.set(key, next > held ? next : held);
  }
}

const keyOf = ({ topic, partition }: Pick<Place, 'topic' | 'partition'>): string => `${topic}/${partition}`;
