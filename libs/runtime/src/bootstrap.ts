import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from './config/load-config.js';
import type { ServiceConfig } from './config/service-config.js';
import { HealthRegistry } from './health/health.registry.js';
import { configureHttp } from './http/configure-http.js';
import { Door } from './http/door.js';
import { JsonLogger } from './logging/json-logger.js';
import type { ApiDescription } from './openapi/openapi-document.js';
import { serveOpenApi } from './openapi/serve-openapi.js';

export interface BootstrapOptions<C> {
  /** The application module; it imports `RuntimeModule.forRoot`. */
  module: (config: C) => DynamicModule | Type | Promise<DynamicModule | Type>;
  /** Event transports, such as the Kafka strategy, taken from the app's own providers. */
  strategies?: (app: INestApplication) => CustomTransportStrategy[];
  /** Serves `/openapi.json`; left out for a service without an API. */
  api?: ApiDescription;
  /** Installs what sees requests before their bodies are read, such as forwarding; after log and correlation. */
  edge?: (app: NestExpressApplication) => void;
}

/** A stop takes at most this long; then the process ends anyway, and what is open is repeated by its successor. */
const SHUTDOWN_LIMIT_MS = 10_000;
/** `EX_CONFIG` of sysexits.h. */
const EXIT_CONFIGURATION = 78;

/**
 * Runs a service: reads its configuration, starts events before requests, stops on SIGTERM and SIGINT in the order
 * not ready, work finished, connections closed. Whatever nobody caught ends the process: a supervisor starts it again.
 */
export async function bootstrap<C extends ServiceConfig>(
  service: string,
  Config: new () => C,
  options: BootstrapOptions<C>,
): Promise<void> {
  const logger = new JsonLogger({ service });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => endWith(logger, 'service.crashed', error, 1));
  }
  try {
    const config = loadConfig(Config, process.env);
    const app = await createService(await options.module(config), {
      ...options,
      logger: new JsonLogger({ service, level: config.logLevel }),
    });
    stopOnSignals(app);
    await startService(app, config);
    const { port } = app.getHttpServer().address() as AddressInfo;
    app.get(JsonLogger).info('service.started', { nation: config.nation, port });
  } catch (error) {
    endWith(logger, 'service.not-started', error, isConfigError(error) ? EXIT_CONFIGURATION : 1);
  }
}

/** The application before it listens: what `bootstrap` runs and integration tests drive. */
export async function createService<C>(
  module: DynamicModule | Type,
  options: Pick<BootstrapOptions<C>, 'strategies' | 'api' | 'edge'> & { logger?: JsonLogger } = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: options.logger ?? false, // from the first line on: a service that waits for its database says so
    abortOnError: false,
  });
  app.useLogger(app.get(JsonLogger));
  configureHttp(app, options.edge);
  for (const strategy of options.strategies?.(app) ?? []) app.connectMicroservice({ strategy });
  if (options.api) serveOpenApi(app, options.api);
  return app;
}

/**
 * Every module initialised, then events, then requests. Nest by itself would hand over events first, and a handler would
 * meet what `onModuleInit` has not read yet, such as the agreements under which a message is judged. Health is answered
 * from the first moment on, and every other request with 503 `PSR_STARTING`, however long a module waits.
 */
export async function startService(
  app: INestApplication,
  { httpPort, httpHost }: Pick<ServiceConfig, 'httpPort' | 'httpHost'>,
): Promise<void> {
  const { hasRoutes, started } = app.get(Door).holdWhileStarting();
  const server = app.getHttpServer() as Server;
  server.listen(httpPort, httpHost);
  await once(server, 'listening');
  await app.init();
  hasRoutes();
  await app.startAllMicroservices();
  started();
}

function stopOnSignals(app: INestApplication): void {
  const logger = app.get(JsonLogger);
  const stop = (signal: NodeJS.Signals): void => {
    setTimeout(() => endWith(logger, 'service.stop-timeout', undefined, 1), SHUTDOWN_LIMIT_MS).unref();
    logger.info('service.stopping', { signal });
    app.get(HealthRegistry).stopping();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => endWith(logger, 'service.stop-failed', error, 1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function endWith(logger: JsonLogger, event: string, error: unknown, code: number): never {
  logger.failure(event, error);
  process.exit(code);
}

function isConfigError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConfigError';
}
