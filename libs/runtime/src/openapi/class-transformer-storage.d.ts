/** class-transformer keeps its `@Type` metadata here and exports it nowhere else. */
declare module 'class-transformer/cjs/storage.js' {
  import type { validationMetadatasToSchemas } from 'class-validator-jsonschema';

  type Options = NonNullable<Parameters<typeof validationMetadatasToSchemas>[0]>;
  export const defaultMetadataStorage: NonNullable<Options['classTransformerMetadataStorage']>;
}
