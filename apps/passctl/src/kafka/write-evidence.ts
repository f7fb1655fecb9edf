import { canonicalBytes, digest } from '@passerelle/credential';
import type { EvidenceKind, EvidenceRecord } from '@passerelle/exchange-model';
import { cloudEventHeaders, type KafkaClient, Partitioners, type TopicRegistry } from '@passerelle/kafka';
import { randomUUID } from 'node:crypto';

export interface OperatorsAct {
  kind: EvidenceKind;
  /** Coded: what it was done to. */
  reason: string;
  /** What was done, in whole; the evidence holds its digest. */
  done: object;
  at: Date;
}

/** What an operator does is written down before it is done. */
export async function writeEvidence(
  kafka: KafkaClient,
  registry: TopicRegistry,
  { kind, reason, done, at }: OperatorsAct,
): Promise<void> {
  const nation = registry.nation.toUpperCase();
  const record: EvidenceRecord = {
    id: randomUUID(),
    kind,
    at: at.toISOString(),
    nation,
    actor: 'operator',
    digest: digest(canonicalBytes(done)),
    reason,
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
