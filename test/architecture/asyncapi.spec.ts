import { describe, expect, it } from '@jest/globals';
import { topicRegistry } from '@passerelle/kafka';
import { Ajv } from 'ajv';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { asyncApiDocument } from './asyncapi/document.js';

const FILE = new URL('../../docs/asyncapi.json', import.meta.url);
const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
const document = JSON.parse(JSON.stringify(asyncApiDocument())) as {
  channels: Record<string, object>;
  operations: Record<string, object>;
  components: { schemas: Record<string, object> };
};

describe('the published description of the topics', () => {
  it('is the one the registry and the shapes give (UPDATE_GENERATED=1 writes it)', async () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_GENERATED'] === '1') await writeFile(FILE, text);
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(document);
  });

  it('is AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const valid = ajv.validate(schema, document);
    expect(valid ? [] : ajv.errors).toEqual([]);
  });

  it('has a channel for every topic, and refers to nothing that is not there', () => {
    expect(Object.keys(document.channels)).toHaveLength(topicRegistry('xa', ['xb']).topics().length);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    );
    const found = references.filter((path) => at(document, path) === undefined);
    expect(found).toEqual([]);
  });

  it('holds JSON Schemas that compile', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const [name, schema] of Object.entries(document.components.schemas))
      ajv.addSchema({ ...schema, $id: `#/components/schemas/${name}` });
    for (const name of Object.keys(document.components.schemas))
      expect(ajv.getSchema(`#/components/schemas/${name}`)).toBeDefined();
  });
});

function at(value: unknown, path: string): unknown {
  return path
    .split('/')
    .reduce<unknown>((here, name) => (here as Record<string, unknown> | undefined)?.[name], value);
}
