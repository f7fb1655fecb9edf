import type { KafkaClient, TopicRegistry } from '@passerelle/kafka';
import { type Restorable, RestoredDatabase } from '@passerelle/persistence';
import { writeEvidence } from '../kafka/write-evidence.js';
import { goOnAt, overtakenIn, type ResumedConsumer, said } from './overtaken.js';

/**
 * Lets a service's consumers go on that stopped because their topic was made anew or no longer holds their place: at the
 * oldest record there is. Evidence comes first; run again it does nothing more.
 *
 * @throws Error while the service is connected to its database
 */
export async function resumeConsumers(
  { kafka, registry }: { kafka: KafkaClient; registry: TopicRegistry },
  { service, ownerUrl }: { service: Restorable; ownerUrl: string },
  at: Date,
): Promise<ResumedConsumer[]> {
  return RestoredDatabase.work(service, ownerUrl, async (database) => {
    if (await database.isServed()) throw new Error(`${service} is connected to the database: stop it first`);
    const overtaken = await overtakenIn(kafka, await database.positions());
    if (overtaken.length === 0) return [];
    const done = { service, moved: overtaken.map(said), at: at.toISOString() };
    await writeEvidence(kafka, registry, { kind: 'consumers-resumed', reason: service, done, at });
    return goOnAt(database, overtaken);
  });
}
