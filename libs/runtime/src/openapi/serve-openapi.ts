import type { INestApplication } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Request, Response } from 'express';
import { type ApiDescription, openApiDocument } from './openapi-document.js';

/** Serves the API description, built once, to anyone. */
export function serveOpenApi(app: INestApplication, api: ApiDescription): void {
  const document = openApiDocument(app, api);
  app.get(HttpAdapterHost).httpAdapter.get('/openapi.json', (_: Request, response: Response) => {
    response.json(document);
  });
}
