import { Inject, Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import { HealthRegistry } from '../health/health.registry.js';
import { Metrics } from '../health/metrics.js';
import { correlation } from '../logging/correlation.js';
import { PasserelleError } from '../problems/passerelle-error.js';
import { nameOf, problemOf } from '../problems/problem.js';
import { languageOf, TRANSLATE_RULE, type TranslateRule } from '../problems/translation.js';

/** Seconds after which it is worth asking again. */
const RETRY_AFTER = '5';

const starting = (): PasserelleError =>
  new PasserelleError('PSR_STARTING', 'the service is starting; /health/ready says what it waits for', {
    status: 503,
    retriable: true,
  });

/**
 * Whether the service answers requests. While anybody holds it closed every request gets 503 and the reason that was
 * given last, and health says `starting` with its code, or `alarm` where waiting does not help; liveness and metrics are
 * answered always, so that no supervisor ends a service that waits.
 */
@Injectable()
export class Door {
  readonly #holds = new Map<symbol, PasserelleError>();
  #hasRoutes = true;

  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(TRANSLATE_RULE) private readonly translate: TranslateRule,
  ) {
    health.registerWorker('http', () => {
      const reason = this.#reason;
      if (reason === undefined) return { state: 'running' };
      return { state: reason.retriable ? 'starting' : 'alarm', reason: reason.code };
    });
  }

  /** Closes the door until the returned function is called. @param reason what callers are told, a 503; retriable where it passes by itself */
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
      const reason = this.#reason;
      const isHealth = request.path === '/metrics' || request.path.startsWith('/health/');
      if (reason === undefined || (isHealth && this.#hasRoutes)) return next();
      if (isHealth) return void this.#health(request.path, response).catch(next);
      this.#refuse(reason, request, response);
    };
  }

  get #reason(): PasserelleError | undefined {
    return [...this.#holds.values()].at(-1);
  }

  /** As the routes answer it that there are not yet. */
  async #health(path: string, response: Response): Promise<void> {
    if (path === '/health/live') return void response.json({ status: 'ok' });
    const readiness = await this.health.readiness();
    if (path !== '/metrics') return void response.status(503).json(readiness);
    response.type('text/plain').send(await this.metrics.registry.metrics());
  }

  #refuse(reason: PasserelleError, request: Request, response: Response): void {
    const problem = problemOf(reason, correlation.id());
    const language = languageOf(request);
    const said = language === 'en' ? null : this.translate(nameOf(reason.code), language);
    response.setHeader('Content-Language', said === null ? 'en' : language).vary('Accept-Language');
    if (reason.retriable) response.setHeader('Retry-After', RETRY_AFTER);
    response.status(503).type('application/problem+json');
    response.send(JSON.stringify({ ...problem, detail: said ?? problem.detail }));
  }
}
