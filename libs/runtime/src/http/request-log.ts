import type { RequestHandler } from 'express';
import type { Clock, IdSource } from '../clock.js';
import type { Metrics } from '../health/metrics.js';
import { correlation, CORRELATION_HEADER } from '../logging/correlation.js';
import type { JsonLogger } from '../logging/json-logger.js';

/** Gives each request its correlation id, in the log and in the answer. */
export function withCorrelation(ids: IdSource): RequestHandler {
  return (request, response, next) => {
    const id = correlation.accept(request.headers[CORRELATION_HEADER]) ?? ids.uuid();
    response.setHeader(CORRELATION_HEADER, id);
    correlation.run(id, next);
  };
}

const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** Logs and measures every answer, also those no handler saw: method, route pattern, status, milliseconds. */
export function withRequestLog(logger: JsonLogger, metrics: Metrics, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const started = clock.now().getTime();
    const correlationId = correlation.id();
    response.once('close', () => {
      const ms = clock.now().getTime() - started;
      const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
      metrics.answered(request.method, route, response.statusCode, ms / 1000);
      if (QUIET.has(route) || QUIET.has(request.path)) return;
      const fields = { correlationId, method: request.method, route, status: response.statusCode, ms };
      logger.info('http.answered', response.writableFinished ? fields : { ...fields, cut: true });
    });
    next();
  };
}
