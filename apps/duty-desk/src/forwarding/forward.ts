import { correlation, CORRELATION_HEADER, PasserelleError } from '@passerelle/runtime';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createProxyServer } from 'httpxy';
import { Readable } from 'node:stream';

/** How long a service may think before it says its first byte. */
const ANSWER_MS = 60_000;
/** Nobody listens there. */
const AWAY = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);
/** A service's own business, not its callers'; a service routes without regard to case. */
const OPERATION = /^\/(health|metrics)(\/|$)/i;

/**
 * Hands requests on to another service of the nation, bytes as they come: mounted under a prefix, which the service
 * does not see. Cookies are gone by then, and who asks stands in the bearer token.
 */
export function forwardTo(target: string): RequestHandler {
  const proxy = createProxyServer({ target, changeOrigin: true, proxyTimeout: ANSWER_MS });
  return (request, response, next) => {
    if (OPERATION.test(request.path)) return next();
    const id = correlation.id();
    if (id !== undefined) request.headers[CORRELATION_HEADER] = id;
    nameRoute(request);
    proxy
      .web(request, response)
      .catch((error: unknown) => {
        if (!mayRepeat(request, response, error)) throw error;
        return proxy.web(request, response, { buffer: Readable.from([]) });
      })
      .catch((error: unknown) => fail(error, response, next));
  };
}

/** A kept connection that the service closed at that moment, as when it restarts: a read is simply asked again. */
function mayRepeat({ method }: Request, { headersSent }: Response, error: unknown): boolean {
  return (method === 'GET' || method === 'HEAD') && !headersSent && codeOf(error) === 'ECONNRESET';
}

/** One route for log and metrics, whatever the path. */
function nameRoute(request: Request): void {
  request.route = { path: `${request.baseUrl}/*` };
}

function fail(error: unknown, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = AWAY.has(codeOf(error)) ? 503 : 502;
  next(
    new PasserelleError('PSR_SERVICE_UNAVAILABLE', 'a service behind the desk does not answer now', {
      status,
      retriable: true,
      cause: error,
    }),
  );
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}
