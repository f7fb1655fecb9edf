import { type Incarnation, type KafkaClient, PartitionReader } from '@passerelle/kafka';
import type { KeptPosition, RestoredDatabase } from '@passerelle/persistence';

/** A consumer whose log does not hold its place any more, and the oldest record that is there. */
export interface Overtaken {
  position: KeptPosition;
  to: bigint;
  topicId: Incarnation;
}

export interface ResumedConsumer {
  topic: string;
  partition: number;
  from: bigint;
  to: bigint;
}

/** Consumers that retention has overtaken, whose log was cut, or whose topic was made anew. */
export async function overtakenIn(
  kafka: KafkaClient,
  positions: readonly KeptPosition[],
): Promise<Overtaken[]> {
  const found = await Promise.all(
    positions.map(async (position) => {
      const { topic, partition, topicId, nextOffset } = position;
      const reader = await PartitionReader.open(kafka, [topic], partition);
      try {
        const { incarnation, low, high } = await reader.bounds(topic);
        const isSame = topicId === null || topicId === incarnation;
        const isHeld = isSame && nextOffset >= low && nextOffset <= high;
        return isHeld ? [] : [{ position, to: low, topicId: incarnation }];
      } finally {
        await reader.close();
      }
    }),
  );
  return found.flat();
}

/** They go on at the oldest record. What that repeats has the same ids and changes nothing. */
export async function goOnAt(
  database: RestoredDatabase,
  overtaken: readonly Overtaken[],
): Promise<ResumedConsumer[]> {
  for (const { position, to, topicId } of overtaken) await database.move(position, to, topicId);
  return overtaken.map(({ position: { topic, partition, nextOffset: from }, to }) => ({
    topic,
    partition,
    from,
    to,
  }));
}

/** As evidence holds it. */
export const said = ({ position: { topic, partition, nextOffset }, to }: Overtaken) => ({
  topic,
  partition,
  from: String(nextOffset),
  to: String(to),
});
