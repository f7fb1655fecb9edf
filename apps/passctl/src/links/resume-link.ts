import { canonicalBytes, digest } from '@passerelle/credential';
import type { EvidenceRecord } from '@passerelle/exchange-model';
import {
  cloudEventHeaders,
  type KafkaClient,
  Partitioners,
  type TopicRegistry,
  topicRegistry,
} from '@passerelle/kafka';
import { type ResumedLog, resumeFromLogStart, TopicSource } from '@passerelle/link';
import { randomUUID } from 'node:crypto';

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
  await writeEvidence(clusters.own, registry, name, { link: name, partition, at: at.toISOString() }, at);
  const isAbroad = link.cluster === 'partner';
  const positions = isAbroad ? topicRegistry(partner, [registry.nation]) : registry;
  return resumeFromLogStart({
    source: new TopicSource({ kafka: clusters.own, topic, along, group: name }),
    destination: isAbroad ? clusters.partner() : clusters.own,
    transactionalIdPrefix: name,
    positionTopic: positions.position(name),
    partition,
  });
}

async function writeEvidence(
  kafka: KafkaClient,
  registry: TopicRegistry,
  link: string,
  done: object,
  at: Date,
): Promise<void> {
  const nation = registry.nation.toUpperCase();
  const record: EvidenceRecord = {
    id: randomUUID(),
    kind: 'link-resumed',
    at: at.toISOString(),
    nation,
    actor: 'operator',
    digest: digest(canonicalBytes(done)),
    reason: link,
  };
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    const topic = registry.evidence();
    await producer.send({
      topic,
      acks: -1,
      messages: [
        {
          partition: registry.partitionFor(topic, registry.operator(), 0),
          key: record.id,
          value: JSON.stringify(record),
          headers: cloudEventHeaders({
            id: record.id,
            type: 'evidence',
            source: nation,
            time: at,
            contentType: 'application/json',
          }),
        },
      ],
    });
  } finally {
    await producer.disconnect();
  }
}
