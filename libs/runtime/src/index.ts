export { Clock, IdSource, RandomIds, SystemClock } from './clock.js';
export { Rounds } from './rounds.js';
export {
  ConfigError,
  loadConfig,
  variableName,
  variablesOf,
  type Environment,
} from './config/load-config.js';
export { ApiServiceConfig, ServiceConfig } from './config/service-config.js';
export { correlation, CORRELATION_HEADER } from './logging/correlation.js';
export { describeError, type ErrorDescription } from './logging/describe-error.js';
export {
  JsonLogger,
  LOG_LEVELS,
  type JsonLoggerOptions,
  type LogFields,
  type LogLevel,
} from './logging/json-logger.js';
export {
  PasserelleError,
  ValidationProblem,
  type ErrorCode,
  type PasserelleErrorOptions,
  type Violation,
} from './problems/passerelle-error.js';
export { DocumentPipe } from './problems/document-pipe.js';
export { IsMoment } from './problems/is-moment.js';
export { languageOf, type ProblemLanguage, type TranslateRule } from './problems/translation.js';
export { problemOf, type Problem } from './problems/problem.js';
export { ProblemFilter } from './problems/problem.filter.js';
export { escapePointer, violationsOf } from './problems/violations.js';
export {
  AccessTokens,
  JwtAccessTokens,
  invalidToken,
  type AccessTokenRules,
} from './sign-in/access-tokens.js';
export { BearerGuard } from './sign-in/bearer.guard.js';
export { Endpoints, type Endpoint } from './sign-in/endpoints.js';
export { BearerToken, Caller, Public, Roles, type Principal, type SignedInRequest } from './sign-in/roles.js';
export {
  HealthRegistry,
  type Readiness,
  type WorkerHealth,
  type WorkerState,
} from './health/health.registry.js';
export { Metrics } from './health/metrics.js';
export { configureHttp } from './http/configure-http.js';
export { Door } from './http/door.js';
export { ENDING, WentBack } from './restored/went-back.js';
export { BODY_LIMIT_BYTES, isInteroperable } from './http/json-body.js';
export { openApiDocument, type ApiDescription } from './openapi/openapi-document.js';
export { schemaOf } from './openapi/schemas.js';
export { RuntimeModule, type RuntimeOptions } from './runtime.module.js';
export { bootstrap, createService, startService, type BootstrapOptions } from './bootstrap.js';
