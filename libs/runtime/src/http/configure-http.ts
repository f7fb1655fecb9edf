import type { NestExpressApplication } from '@nestjs/platform-express';
import { Clock, IdSource } from '../clock.js';
import { Metrics } from '../health/metrics.js';
import { JsonLogger } from '../logging/json-logger.js';
import { Door } from './door.js';
import { BODY_LIMIT_BYTES, requireInteroperableJson, requireJson } from './json-body.js';
import { withCorrelation, withRequestLog } from './request-log.js';

/** The HTTP edge of a service, the same in `bootstrap` and in tests; create the app with `bodyParser: false`. */
export function configureHttp(
  app: NestExpressApplication,
  edge?: (app: NestExpressApplication) => void,
): NestExpressApplication {
  app.disable('x-powered-by');
  app.set('etag', false); // an ETag here is a version, never a hash of the body
  app.set('query parser', 'simple');
  app.use(withCorrelation(app.get(IdSource)));
  app.use(withRequestLog(app.get(JsonLogger), app.get(Metrics), app.get(Clock)));
  app.use(app.get(Door).middleware());
  edge?.(app);
  app.use(requireJson);
  app.useBodyParser('json', { limit: BODY_LIMIT_BYTES, strict: false });
  app.use(requireInteroperableJson);
  return app;
}
