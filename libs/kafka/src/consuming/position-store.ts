/** Where a consumer goes on, kept in the database its effects are in (persistence: ConsumerPositionRepository). */
export interface PositionStore {
  /** Next offset to handle and the topic incarnation it belongs to; null where nothing was handled yet. */
  find(topic: string, partition: number): Promise<{ nextOffset: bigint; topicId: string | null } | null>;
  /** Notes where a first run begins, unless a position is there. */
  begin(topic: string, partition: number, nextOffset: bigint, topicId: string): Promise<void>;
}
