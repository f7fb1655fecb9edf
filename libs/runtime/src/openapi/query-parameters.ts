import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Endpoint } from '../sign-in/endpoints.js';
import { schemaOf } from './schemas.js';

export interface QueryParameter {
  name: string;
  in: 'query';
  required: boolean;
  schema: Record<string, never>;
}

/** The parameters of a handler's `@Query()` class, from its validation rules. */
export function queryParametersOf({ controller, name }: Endpoint): QueryParameter[] {
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype, name) as (new () => object)[];
  const bindings = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as
    Record<string, { index: number; data?: string }> | undefined;
  return Object.entries(bindings ?? {})
    .filter(([kind, { data }]) => kind.startsWith(`${RouteParamtypes.QUERY}:`) && data === undefined)
    .flatMap(([, { index }]) => parametersOf(types[index]));
}

function parametersOf(Class: (new () => object) | undefined): QueryParameter[] {
  if (Class === undefined) return [];
  const schema = schemaOf(Class) as {
    properties: Record<string, Record<string, never>>;
    required?: string[];
  };
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}
