import type { OpenAPIObject } from '@nestjs/swagger';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { targetConstructorToSchema, validationMetadatasToSchemas } from 'class-validator-jsonschema';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** RFC 9457, with our members. */
export const PROBLEM_SCHEMA: Schemas[string] = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', pattern: '^PSR_[A-Z_]+$' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri', description: 'the correlation id, as a URN' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'rule', 'message'],
        properties: {
          path: { type: 'string', description: 'JSON Pointer, RFC 6901' },
          rule: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
};

/** A class without rules admits no member. */
const EMPTY: Schemas[string] = { type: 'object', additionalProperties: false };

/** The schemas that the document's operations refer to, directly or through one another. */
export function schemasOfDocuments(document: OpenAPIObject): Schemas {
  const known: Schemas = { ...(allSchemas() as Schemas), Problem: PROBLEM_SCHEMA };
  const used: Schemas = {};
  let references = referencesIn(document.paths);
  while (references.length > 0) {
    for (const name of references) used[name] = known[name] ?? EMPTY;
    references = referencesIn(used).filter((name) => used[name] === undefined);
  }
  return Object.fromEntries(Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One class-validator class as a JSON Schema (2020-12 vocabulary) whose nested classes are `#/components/schemas/…`. */
export function schemaOf(Class: new () => object): Record<string, unknown> {
  return closed(targetConstructorToSchema(Class, OPTIONS) as Record<string, unknown>);
}

const OPTIONS = {
  refPointerPrefix: '#/components/schemas/',
  classTransformerMetadataStorage: defaultMetadataStorage,
} as const;

function allSchemas(): Record<string, unknown> {
  const schemas = validationMetadatasToSchemas(OPTIONS) as Record<string, Record<string, unknown>>;
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
}

/** Unknown members are errors, so the schema says so. */
function closed(schema: Record<string, unknown>): Record<string, unknown> {
  return schema['additionalProperties'] === undefined ? { ...schema, additionalProperties: false } : schema;
}

function referencesIn(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  return [...new Set([...found].map((match) => match[1] ?? ''))];
}
