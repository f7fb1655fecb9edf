import { type KafkaClient, type TopicRegistry, topicRegistry } from '@passerelle/kafka';
import { openTopicPartition, type ResumedLog, resumeFromLogStart } from '@passerelle/link';
import { writeEvidence } from '../kafka/write-evidence.js';

export interface LinkToResume {
  link: string;
  partner: string;
  partition: number;
}

/** Writes the evidence first: nothing is moved without it. */
export async function resumeLink(
  clusters: { own: KafkaClient; partner: () => KafkaClient },
  registry: TopicRegistry,
  { link: name, partner, partition }: LinkToResume,
  at: Date,
): Promise<ResumedLog[]> {
  const link = registry.links().find((each) => each.name === name);
  const [topic, ...along] = link?.sources ?? [];
  if (!link || !topic) throw new Error(`${name} is no link that reads a topic of ${registry.nation}`);
  const done = { link: name, partition, at: at.toISOString() };
  await writeEvidence(clusters.own, registry, { kind: 'link-resumed', reason: name, done, at });
  const isAbroad = link.cluster === 'partner';
  const positions = isAbroad ? topicRegistry(partner, [registry.nation]) : registry;
  return resumeFromLogStart({
    source: { open: (number) => openTopicPartition(clusters.own, [topic, ...along], number) },
    destination: isAbroad ? clusters.partner() : clusters.own,
    transactionalIdPrefix: name,
    positionTopic: positions.position(name),
    partition,
  });
}
