import { type KafkaClient, PartitionReader, type TopicRegistry } from '@passerelle/kafka';
import { OutboxSource, resumeFromLogStart, type ResumeOptions, standingOf } from '@passerelle/link';
import { type KeptPosition, type Restorable, RestoredDatabase } from '@passerelle/persistence';
import { writeEvidence } from '../kafka/write-evidence.js';

interface Cluster {
  kafka: KafkaClient;
  registry: TopicRegistry;
}

/** What was put in order. */
export interface DoneAfterRestore {
  /** Outbox links, with the numbers they stood at and go on from. */
  links: { link: string; from: bigint; to: bigint }[];
  /** Consumers whose log has gone on without them. */
  consumers: { topic: string; partition: number; from: bigint; to: bigint }[];
}

/**
 * Lets a service go on with a database that was restored (docs/adr/0012): where an outbox link has carried what the
 * database does not know, another life of it begins, and the links go on at what it holds; what they carried before is
 * repeated with the same ids. A consumer whose place its log no longer holds goes on at the oldest record. Evidence comes
 * first. Run again it does nothing more; broken off, it is done when it is run again.
 *
 * @throws Error while the service is connected to the database
 */
export async function databaseRestored(
  { kafka, registry }: Cluster,
  { service, ownerUrl }: { service: Restorable; ownerUrl: string },
  at: Date,
): Promise<DoneAfterRestore> {
  return RestoredDatabase.work(service, ownerUrl, async (database) => {
    if (await database.isServed()) throw new Error(`${service} is connected to the database: stop it first`);
    const links = linksOf({ kafka, registry }, service, database);
    const overtaken = await overtakenIn(kafka, await database.positions());
    const isBehind = await any(links, async (link) => (await standingOf(link)) === 'outside');
    if (isBehind || overtaken.length > 0) {
      const lost = overtaken.map(({ position, to }) => ({ ...said(position), to: String(to) }));
      const done = { service, isBehind, lost, at: at.toISOString() };
      await writeEvidence(kafka, registry, { kind: 'database-restored', reason: service, done, at });
    }
    if (isBehind) await database.beginAnotherLife();
    for (const { position, to, topicId } of overtaken) await database.move(position, to, topicId);
    return {
      links: isBehind ? await goOn(links) : [],
      consumers: overtaken.map(({ position, to }) => ({
        topic: position.topic,
        partition: position.partition,
        from: position.nextOffset,
        to,
      })),
    };
  });
}

function linksOf(
  { kafka, registry }: Cluster,
  service: Restorable,
  { outbox }: RestoredDatabase,
): ResumeOptions[] {
  if (service === 'auditor') return []; // it has no outbox
  return registry
    .links()
    .filter(({ host }) => host === service)
    .flatMap(({ name, destinations }) =>
      destinations.map((destination) => ({
        source: new OutboxSource({ port: outbox, name: destination, pollMilliseconds: 0 }),
        destination: kafka,
        transactionalIdPrefix: name,
        positionTopic: registry.position(name),
        partition: 0,
      })),
    );
}

/** In another epoch none of them holds its position; one that never had any begins as always. */
async function goOn(links: readonly ResumeOptions[]): Promise<DoneAfterRestore['links']> {
  const done = [];
  for (const link of links) {
    if ((await standingOf(link)) === 'none') continue;
    for (const { from, to } of await resumeFromLogStart(link))
      done.push({ link: link.transactionalIdPrefix, from, to });
  }
  return done;
}

/** Consumers that retention has overtaken, or whose topic was made anew, with the oldest record there is. */
async function overtakenIn(kafka: KafkaClient, positions: readonly KeptPosition[]) {
  const found = await Promise.all(
    positions.map(async (position) => {
      const { topic, partition, topicId, nextOffset } = position;
      const reader = await PartitionReader.open(kafka, [topic], partition);
      try {
        const { incarnation, low } = await reader.bounds(topic);
        const isHeld = (topicId === null || topicId === incarnation) && nextOffset >= low;
        return isHeld ? [] : [{ position, to: low, topicId: incarnation }];
      } finally {
        await reader.close();
      }
    }),
  );
  return found.flat();
}

const said = ({ topic, partition, nextOffset }: KeptPosition) => ({
  topic,
  partition,
  from: String(nextOffset),
});

async function any<T>(values: readonly T[], holds: (value: T) => Promise<boolean>): Promise<boolean> {
  for (const value of values) if (await holds(value)) return true;
  return false;
}
