import type { KafkaClient, TopicRegistry } from '@passerelle/kafka';
import { OutboxSource, resumeFromLogStart, type ResumeOptions, standingOf } from '@passerelle/link';
import { type Restorable, RestoredDatabase } from '@passerelle/persistence';
import { goOnAt, overtakenIn, type ResumedConsumer, said } from '../consumers/overtaken.js';
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
  consumers: ResumedConsumer[];
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
      const done = { service, isBehind, lost: overtaken.map(said), at: at.toISOString() };
      await writeEvidence(kafka, registry, { kind: 'database-restored', reason: service, done, at });
    }
    if (isBehind) await database.beginAnotherLife();
    const consumers = await goOnAt(database, overtaken);
    return { links: isBehind ? await goOn(links) : [], consumers };
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

async function any<T>(values: readonly T[], holds: (value: T) => Promise<boolean>): Promise<boolean> {
  for (const value of values) if (await holds(value)) return true;
  return false;
}
