import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { correlation } from '../logging/correlation.js';
import { JsonLogger } from '../logging/json-logger.js';
import { PasserelleError } from './passerelle-error.js';
import { problemOf } from './problem.js';
import { languageOf, TRANSLATE_RULE, translated, type TranslateRule } from './translation.js';

/** Answers every error of the HTTP side as `application/problem+json` and logs the faults. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(TRANSLATE_RULE) private readonly translate: TranslateRule,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const language = languageOf(host.switchToHttp().getRequest<Request>());
    const problem = translated(problemOf(error, correlation.id()), language, this.translate);
    if (problem.status >= 500) this.logger.failure('http.failed', error, { code: problem.code });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.status === 401) response.setHeader('WWW-Authenticate', challenge(error));
    if (problem.errors) response.setHeader('Content-Language', language).vary('Accept-Language');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** RFC 6750 §3: no error code where no token came. */
function challenge(error: unknown): string {
  const invalid = error instanceof PasserelleError && error.code === 'PSR_TOKEN_INVALID';
  return invalid ? 'Bearer error="invalid_token"' : 'Bearer';
}
