import { Inject, Injectable } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { HealthRegistry } from '../health/health.registry.js';
import { correlation } from '../logging/correlation.js';
import { PasserelleError } from '../problems/passerelle-error.js';
import { problemOf } from '../problems/problem.js';

/** Seconds after which it is worth asking again. */
const RETRY_AFTER = '5';

const starting = (): PasserelleError =>
  new PasserelleError('PSR_STARTING', 'the service is starting; /health/ready says what it waits for', {
    status: 503,
    retriable: true,
  });

/**
 * Whether the service answers requests. While anybody holds it closed every request gets 503 and the reason, and health
 * says `starting` with the code; liveness is answered always, so that no supervisor ends a service that waits.
 */
@Injectable()
export class Door {
  readonly #holds = new Map<symbol, PasserelleError>();
  #hasRoutes = true;

  constructor(@Inject(HealthRegistry) private readonly health: HealthRegistry) {
    health.registerWorker('http', () => {
      const [reason] = this.#holds.values();
      return reason === undefined ? { state: 'running' } : { state: 'starting', reason: reason.code };
    });
  }

  /** Closes the door until the returned function is called. @param reason what callers are told, a 503 */
  hold(reason: PasserelleError): () => void {
    const hold = Symbol(reason.code);
    this.#holds.set(hold, reason);
    return () => void this.#holds.delete(hold);
  }

  /** Closed because the service starts; until it has routes, health is answered here. */
  holdWhileStarting(): { hasRoutes: () => void; started: () => void } {
    this.#hasRoutes = false;
    return { hasRoutes: () => (this.#hasRoutes = true), started: this.hold(starting()) };
  }

  /** The first middleware that could answer anything. */
  middleware(): RequestHandler {
    return (request, response, next) => {
      const [reason] = this.#holds.values();
      const isHealth = request.path === '/metrics' || request.path.startsWith('/health/');
      if (reason === undefined || (isHealth && this.#hasRoutes)) return next();
      if (request.path === '/health/live') return void response.json({ status: 'ok' });
      if (request.path === '/health/ready')
        return void this.health.readiness().then((readiness) => response.status(503).json(readiness), next);
      response.setHeader('Retry-After', RETRY_AFTER);
      response.status(503).type('application/problem+json');
      response.send(JSON.stringify(problemOf(reason, correlation.id())));
    };
  }
}
