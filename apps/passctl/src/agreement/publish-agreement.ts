import { digest, isGeneralJws } from '@passerelle/credential';
import { cloudEventHeaders, type KafkaClient, Partitioners, type TopicRegistry } from '@passerelle/kafka';
import { parseAgreement } from '@passerelle/sharing-agreement';
import { payloadOf } from './signed-agreement.js';

export interface AgreementMessage {
  key: string;
  value: string;
  headers: Record<string, string>;
}

/**
 * The record for the agreement topic, keyed by agreement id. Its readers verify the signatures against their own
 * pinned roots; here it only has to be a signed agreement between these two.
 */
export function agreementMessage(
  document: unknown,
  nation: string,
  partner: string,
  at: Date,
): AgreementMessage {
  if (!isGeneralJws(document)) throw new Error('the document is not signed');
  const { id, parties } = parseAgreement(payloadOf(document));
  if (!parties.includes(nation) || !parties.includes(partner)) {
    throw new Error(`the agreement is between ${parties.join(' and ')}`);
  }
  const headers = cloudEventHeaders({
    id: digest(Buffer.from(document.payload, 'base64url')),
    type: 'agreement.signed',
    source: nation,
    time: at,
    contentType: 'application/jose+json',
  });
  return { key: id, value: JSON.stringify(document), headers };
}

/** A repeated document is known to its readers already, so that publishing twice is harmless. */
export async function publishAgreement(
  kafka: KafkaClient,
  registry: TopicRegistry,
  message: AgreementMessage,
): Promise<string> {
  const topic = registry.agreement();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [message] });
  } finally {
    await producer.disconnect();
  }
  return topic;
}
