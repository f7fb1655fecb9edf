import { shape } from '@passerelle/exchange-model';

const { code, record, text, time } = shape;

/** What a record says of itself in CloudEvents 1.0, Kafka binary mode: hints, compared with what is signed. */
export interface CloudEvent {
  id: string;
  type: string;
  /** Nation code of the service that wrote it. */
  source: string;
  time: Date;
  /** `application/jose` for a sealed token, `application/json` for a record between services. */
  contentType: string;
  correlationId?: string | undefined;
}

/** CloudEvents Kafka protocol binding 1.0.2, §3.2: attributes as headers prefixed `ce_`, the content type without. */
export function cloudEventHeaders(event: CloudEvent): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_time: event.time.toISOString(),
    'content-type': event.contentType,
    ...(event.correlationId === undefined ? {} : { 'correlation-id': event.correlationId }),
  };
}

/** The headers above, as published. Nothing is refused because of a hint: what is signed decides. */
export const cloudEventShape = record(
  {
    ce_specversion: code(['1.0']),
    ce_id: text(/./),
    ce_type: text(/./),
    ce_source: text(/^[A-Z]{2}$/),
    ce_time: time,
    'content-type': code(['application/jose', 'application/jose+json', 'application/json']),
  },
  { 'correlation-id': text(/./) },
);
