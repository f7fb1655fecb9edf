import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type Endpoint, Endpoints } from '../sign-in/endpoints.js';
import { queryParametersOf } from './query-parameters.js';
import { schemasOfDocuments } from './schemas.js';

export interface ApiDescription {
  title: string;
  description: string;
  version: string;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/**
 * The service's API as OpenAPI 3.1. Schemas come from the class-validator rules that requests are checked with, and
 * each operation says its roles in `x-roles`; both have no second source that could drift.
 */
export function openApiDocument(app: INestApplication, api: ApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(api.title)
    .setDescription(api.description)
    .setVersion(api.version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_, method) => method,
    autoTagControllers: false,
  });
  for (const endpoint of app.get(Endpoints).list()) {
    const path = endpoint.path.replace(/[:*](\w+)/g, '{$1}');
    const operation = document.paths[path]?.[endpoint.method.toLowerCase() as 'get'];
    if (operation) complete(operation, endpoint);
  }
  document.components = { ...document.components, schemas: schemasOfDocuments(document) };
  return document;
}

function complete(operation: Operation, endpoint: Endpoint): void {
  operation.parameters = [...(operation.parameters ?? []), ...queryParametersOf(endpoint)];
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  operation.responses['default'] ??= problem('Any other refusal, as RFC 9457 problem details');
  Object.assign(operation, { 'x-roles': endpoint.roles });
  if (endpoint.roles === 'public') return;
  operation.security = [{ bearer: [] }];
  operation.responses['401'] ??= problem('No token, or one that is not valid here');
  operation.responses['403'] ??= problem(`The role ${endpoint.roles.join(' or ')} is needed`);
}
