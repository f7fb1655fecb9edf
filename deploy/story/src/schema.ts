import classTransformer from 'class-transformer/cjs/storage.js';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { Expectation, LINE_CLASSES } from './story-line.js';

/** JSON Schema (2020-12) of an instruction line, made from the classes that check it. */
export function storyLineSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'One line of a Passerelle story (docs/story.md)',
    oneOf: Object.entries(LINE_CLASSES).map(([title, Class]) => ({ title, ...schemaOf(Class) })),
    $defs: { Expectation: schemaOf(Expectation) },
  };
}

function schemaOf(Class: new () => object): object {
  const schema = targetConstructorToSchema(Class, {
    classTransformerMetadataStorage: classTransformer.defaultMetadataStorage,
    refPointerPrefix: '#/$defs/',
  });
  return { ...schema, additionalProperties: false };
}
