import { digest, type GeneralJws, isGeneralJws } from '@passerelle/credential';
import { cloudEventHeaders, type KafkaClient, Partitioners, type TopicRegistry } from '@passerelle/kafka';
import { parseAgreement } from '@passerelle/sharing-agreement';
import { payloadOf } from './signed-agreement.js';

/**
 * Writes the signed document to the agreement topic, keyed by agreement id. Every reader verifies it against its own
 * pinned roots, and knows a repeated one, so that publishing twice is harmless.
 */
export async function publishAgreement(
  kafka: KafkaClient,
  registry: TopicRegistry,
  document: unknown,
  at: Date,
): Promise<{ topic: string; digest: string }> {
  if (!isGeneralJws(document)) throw new Error('the document is not signed');
  const topic = registry.agreement();
  const hash = digest(Buffer.from(document.payload, 'base64url'));
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [messageOf(document, hash, registry.nation, at)] });
  } finally {
    await producer.disconnect();
  }
  return { topic, digest: hash };
}

function messageOf(document: GeneralJws, hash: string, nation: string, at: Date) {
  const { id } = parseAgreement(payloadOf(document));
  const headers = cloudEventHeaders({
    id: hash,
    type: 'agreement.signed',
    source: nation.toUpperCase(),
    time: at,
    contentType: 'application/jose+json',
  });
  return { key: id, value: JSON.stringify(document), headers };
}
