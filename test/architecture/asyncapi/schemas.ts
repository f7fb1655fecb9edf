import { MAX_SEALED_BYTES, releaseClaimsShape } from '@passerelle/credential';
import {
  clearClaimsShape,
  CONTROL_SHAPES,
  decisionShape,
  deskActionShape,
  deskNotificationShape,
  deskReceiptShape,
  DIGEST,
  erasureShape,
  evidenceShape,
  FLAGS_GROUP,
  flagsShape,
  GROUP_SHAPES,
  type JsonSchema,
  outcomeShape,
  receiptClaimsShape,
} from '@passerelle/exchange-model';
import { cloudEventShape, quarantineShape } from '@passerelle/kafka';
import { positionShape, sourceShape } from '@passerelle/link';
import { agreementShape } from '@passerelle/sharing-agreement';

const COMPACT_JWE = '^[\\w-]+\\.\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+$';

/** Every schema of the document, by name. Those of claims and records are what the readers check with. */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Sealed: {
    type: 'string',
    pattern: COMPACT_JWE,
    maxLength: MAX_SEALED_BYTES,
    description: 'JWE compact: ECDH-ES on X25519, A256GCM, cty sd-jwt',
  },
  AlertClaims: signed(clearClaimsShape.schema),
  ReceiptClaims: receiptClaimsShape.schema,
  ControlClaims: { oneOf: Object.values(CONTROL_SHAPES).map(({ schema }) => schema) },
  Groups: {
    type: 'object',
    description: 'One disclosure each, [salt, name, value]; what was withheld is absent',
    properties: {
      ...Object.fromEntries(Object.entries(GROUP_SHAPES).map(([name, { schema }]) => [name, schema])),
      [FLAGS_GROUP]: flagsShape.schema,
    },
    additionalProperties: false,
  },
  ReleaseClaims: releaseClaimsShape.schema,
  Agreement: agreementShape.schema,
  AgreementJws: {
    type: 'object',
    description: 'JWS General JSON over the JCS bytes of the agreement, one signature of each nation',
    properties: {
      payload: { type: 'string', contentEncoding: 'base64', 'x-schema': reference('Agreement') },
      signatures: {
        type: 'array',
        items: {
          type: 'object',
          properties: { protected: { type: 'string' }, signature: { type: 'string' } },
          required: ['protected', 'signature'],
          additionalProperties: false,
        },
      },
    },
    required: ['payload', 'signatures'],
    additionalProperties: false,
  },
  Outcome: outcomeShape.schema,
  Decision: decisionShape.schema,
  Erasure: erasureShape.schema,
  Evidence: evidenceShape.schema,
  Notification: deskNotificationShape.schema,
  DeskReceipt: deskReceiptShape.schema,
  DeskAction: deskActionShape.schema,
  Position: positionShape.schema,
  CloudEvent: cloudEventShape.schema,
  Source: sourceShape.schema,
  Quarantined: quarantineShape.schema,
};

export function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** RFC 9901 adds the digests of the disclosures to the claims. */
function signed(claims: JsonSchema): JsonSchema {
  const digests = { type: 'array', items: { type: 'string', pattern: DIGEST.source }, uniqueItems: true };
  const properties = { ...(claims['properties'] as object), _sd: digests, _sd_alg: { const: 'sha-256' } };
  return { ...claims, properties };
}
